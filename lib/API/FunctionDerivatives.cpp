// dlc::Function, derivatives of what it computes: train.gradient, train.jvp.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"
#include "Train/Train.h"
#include "Train/VariableUses.h"

using namespace mlir;

namespace dlc {

/// The results of an op, which have the types of these values and names that follow from theirs.
static Values derivatives(Function::Impl &impl, Operation *op, ValueRange like, const char *name) {
  Values results;
  for (auto [i, value] : llvm::enumerate(like))
    results.push_back(impl.wrapNamed(op, static_cast<unsigned>(i), impl.nameOf(value) + name));
  return results;
}

/// Refuses what would be a derivative of nothing: it is taken with respect to the uses of a value that this
/// function has itself, of values that it computes itself.
static void checkDerivative(const Function::Impl &impl, const char *call, ValueRange values, ValueRange wrt) {
  for (mlir::Value value : values)
    if (impl.region && value.getParentRegion() != impl.region)
      impl.fail(std::string(call) + "() is asked for the derivative of " + typeText(value.getType()) +
                ", which is computed around the body that is being written; take it there, and use it here");
  const llvm::SetVector<Operation *> behind = opsBehind(values);
  for (mlir::Value moved : wrt) {
    // What is computed around a body becomes a value of its own in it.
    for (Operation *op : behind)
      if (impl.region && moved.getParentRegion() != impl.region && op->getParentRegion() != impl.region &&
          llvm::is_contained(op->getOperands(), moved))
        impl.fail(
            std::string(call) +
            "() is taken in a body with respect to a value from outside, and what is differentiated depends "
            "on it through '" +
            op->getName().stripDialect().str() +
            "', which is computed outside, too: compute that in the body");
    auto read = moved.getDefiningOp<nn::ReadOp>();
    if (!read)
      continue;
    if (auto through = dyn_cast_or_null<nn::CallOp>(findOtherRead(read, values, wrt)))
      impl.fail(std::string(call) + "() is taken with respect to '@" + read.getVariable().str() +
                "' as it is read here, but '@" + through.getCallee().str() +
                "' reads it once more, itself: give it to '@" + through.getCallee().str() +
                "' as an argument, or write its ops here, by a C++ function that takes the Function");
  }
}

Values Function::gradient(Value loss, const Values &wrt) {
  mlir::Value differentiated = impl->unwrap(loss);
  if (!train::isScalar(differentiated.getType()))
    impl->fail("gradient() of " + typeText(differentiated.getType()) +
               ", but a loss is one floating-point number; reduceSum() and reduceMean() make one, and jvp() "
               "differentiates values of any shape along a direction");
  SmallVector<mlir::Value> operands{differentiated};
  llvm::append_range(operands, impl->unwrap(wrt));
  const ValueRange moved = ValueRange(operands).drop_front();
  checkDerivative(*impl, "gradient", differentiated, moved);
  Operation *op = impl->emit("train.gradient", operands, {}, llvm::to_vector(moved.getTypes()));
  return derivatives(*impl, op, moved, ".gradient");
}

Value Function::gradient(Value loss, Value wrt) { return gradient(loss, Values{wrt})[0]; }

Values Function::jvp(const Values &values, const Values &wrt, const Values &directions) {
  SmallVector<mlir::Value> operands = impl->unwrap(values), moved = impl->unwrap(wrt),
                           along = impl->unwrap(directions);
  checkDerivative(*impl, "jvp", operands, moved);
  const int32_t sizes[] = {static_cast<int32_t>(operands.size()), static_cast<int32_t>(moved.size()),
                           static_cast<int32_t>(along.size())};
  const SmallVector<mlir::Value> differentiated = operands;
  operands.append(moved);
  operands.append(along);
  Operation *op =
      impl->emit("train.jvp", operands,
                 impl->attribute("operandSegmentSizes", DenseI32ArrayAttr::get(&impl->graph->context, sizes)),
                 llvm::to_vector(ValueRange(differentiated).getTypes()));
  return derivatives(*impl, op, differentiated, ".derivative");
}

Value Function::jvp(Value value, Value wrt, Value direction) {
  return jvp(Values{value}, Values{wrt}, Values{direction})[0];
}

} // namespace dlc
