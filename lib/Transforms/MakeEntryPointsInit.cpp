// Writes @init and @reset_optimizer from the initialisers of a module's variables, as nn random ops: so the
// initial values are the same in every program that is compiled from it, for any number of threads.
#include "Transforms/InitialValues.h"
#include "Transforms/MakeEntryPoints.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
static FuncOp append(ModuleOp module, StringRef name, ArrayRef<Type> inputs,
                     ArrayRef<std::string> inputNames) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function = FuncOp::create(builder, module.getLoc(), name, builder.getFunctionType(inputs, {}),
                                 inputNames, ArrayRef<std::string>{});
  builder.setInsertionPointToStart(&function.getBody().front());
  ReturnOp::create(builder, module.getLoc(), ValueRange{});
  return function;
}

static void assignInitialValues(FuncOp function, Value seed, llvm::function_ref<bool(VariableOp)> wanted) {
  ImplicitLocOpBuilder builder(function.getLoc(), function.getBody().front().getTerminator());
  InitialValues first(builder, seed);
  int64_t place = 0;
  for (VariableOp variable : function->getParentOfType<ModuleOp>().getOps<VariableOp>()) {
    if (wanted(variable))
      AssignOp::create(builder, variable.getSymName(), first.of(variable, place));
    ++place;
  }
}

void addInitializer(ModuleOp module) {
  auto seedType = nn::SizedTensorType::get({}, IntegerType::get(module.getContext(), 64));
  FuncOp function = append(module, "init", {seedType}, {"seed"});
  assignInitialValues(function, function.getBody().getArgument(0), [](VariableOp) { return true; });
}

void addOptimizerReset(ModuleOp module) {
  FuncOp function = append(module, "reset_optimizer", {}, {});
  assignInitialValues(function, Value(),
                      [](VariableOp variable) { return variable.getRole() == VariableRole::optimizer; });
}
} // namespace dlc
