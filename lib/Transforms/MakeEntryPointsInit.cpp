// Writes @init and @reset_optimizer from the initialisers of a module's variables, as nn random ops: so the
// first values are the same in every program that is compiled from it, for any number of threads.
#include "Transforms/MakeEntryPoints.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
// How many inputs and outputs an element of the result of a layer has, as nn.variable documents.
struct Fans {
  double in, out;
};

static Fans fansOf(RankedTensorType type) {
  if (type.getRank() == 2)
    return {double(type.getDimSize(0)), double(type.getDimSize(1))};
  double window = 1;
  for (int64_t size : type.getShape().drop_front(2))
    window *= double(size);
  return {double(type.getDimSize(1)) * window, double(type.getDimSize(0)) * window};
}

static FuncOp append(ModuleOp module, StringRef name, ArrayRef<Type> inputs,
                     ArrayRef<std::string> inputNames) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function = FuncOp::create(builder, module.getLoc(), name, builder.getFunctionType(inputs, {}),
                                 inputNames, ArrayRef<std::string>{});
  builder.setInsertionPointToStart(&function.getBody().front());
  ReturnOp::create(builder, module.getLoc(), ValueRange{});
  return function;
}

namespace {
class FirstValue {
public:
  // `seed` is null where no variable is random.
  FirstValue(ImplicitLocOpBuilder &builder, Value seed) : builder(builder), seed(seed) {}

  Value of(VariableOp variable, int64_t place) {
    builder.setLoc(variable.getLoc());
    auto type = cast<RankedTensorType>(variable.getType());
    auto uniform = [&](double low, double high) -> Value {
      return RandomUniformOp::create(builder, type, state(place), low, high).getResult();
    };
    auto normal = [&](double mean, double stddev) -> Value {
      return RandomNormalOp::create(builder, type, state(place), mean, stddev).getResult();
    };
    // Uniform in [-bound, bound) has the variance bound² / 3.
    auto uniformOf = [&](double variance) {
      return uniform(-std::sqrt(3 * variance), std::sqrt(3 * variance));
    };
    return llvm::TypeSwitch<Attribute, Value>(variable.getInitializer())
        .Case([&](ZerosAttr) { return constant(type, builder.getZeroAttr(type.getElementType())); })
        .Case([&](FillAttr init) {
          return constant(type, FloatAttr::get(type.getElementType(), init.getValue().getValueAsDouble()));
        })
        .Case([&](UniformAttr init) {
          return uniform(init.getLow().getValueAsDouble(), init.getHigh().getValueAsDouble());
        })
        .Case([&](NormalAttr init) {
          return normal(init.getMean().getValueAsDouble(), init.getStddev().getValueAsDouble());
        })
        .Case([&](XavierUniformAttr) { return uniformOf(2 / (fansOf(type).in + fansOf(type).out)); })
        .Case(
            [&](XavierNormalAttr) { return normal(0, std::sqrt(2 / (fansOf(type).in + fansOf(type).out))); })
        .Case([&](HeUniformAttr) { return uniformOf(2 / fansOf(type).in); })
        .Case([&](HeNormalAttr) { return normal(0, std::sqrt(2 / fansOf(type).in)); })
        .Case([&](LecunUniformAttr) { return uniformOf(1 / fansOf(type).in); })
        .Case([&](FanInUniformAttr) { return uniformOf(1 / (3 * fansOf(type).in)); })
        .Case([&](RandomStateAttr) { return state(place); });
  }

private:
  Value constant(RankedTensorType type, Attribute element) {
    return ConstantOp::create(builder, type, DenseElementsAttr::get(type, element));
  }

  Value constant(ArrayRef<int64_t> values) {
    auto type = RankedTensorType::get({2}, builder.getI64Type());
    return ConstantOp::create(builder, type, DenseElementsAttr::get(type, values));
  }

  // Key and counter [seed, place · 2^32]: draws that follow count on from there and never meet the next
  // stream.
  Value state(int64_t place) {
    if (!key)
      key = MulOp::create(builder, seed, constant({1, 0}));
    return AddOp::create(builder, key, constant({0, place << 32}));
  }

  ImplicitLocOpBuilder &builder;
  Value seed, key;
};
} // namespace

static void assignFirstValues(FuncOp function, Value seed, llvm::function_ref<bool(VariableOp)> wanted) {
  ImplicitLocOpBuilder builder(function.getLoc(), function.getBody().front().getTerminator());
  FirstValue first(builder, seed);
  int64_t place = 0;
  for (VariableOp variable : function->getParentOfType<ModuleOp>().getOps<VariableOp>()) {
    if (wanted(variable))
      AssignOp::create(builder, variable.getSymName(), first.of(variable, place));
    ++place;
  }
}

void addInitializer(ModuleOp module) {
  auto seedType = RankedTensorType::get({}, IntegerType::get(module.getContext(), 64));
  FuncOp function = append(module, "init", {seedType}, {"seed"});
  assignFirstValues(function, function.getBody().getArgument(0), [](VariableOp) { return true; });
}

void addOptimizerReset(ModuleOp module) {
  FuncOp function = append(module, "reset_optimizer", {}, {});
  assignFirstValues(function, Value(),
                    [](VariableOp variable) { return variable.getRole() == VariableRole::optimizer; });
}
} // namespace dlc
