// How an op on floats that are narrower than f32 is computed in f32.
#include "NN/NNNarrowFloats.h"

#include "NN/NNMemory.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

bool nn::isNarrowFloat(Type type) {
  auto element = dyn_cast<FloatType>(getElementTypeOrSelf(type));
  return element && element.getWidth() < 32;
}

static Type widened(Type type) {
  return cast<SizedTensorType>(type).clone(Float32Type::get(type.getContext()));
}

bool nn::computesInNarrowFloats(Operation *op) {
  if (!isa_and_present<NNDialect>(op->getDialect()) || op->hasTrait<OpTrait::ConstantLike>() ||
      op->hasTrait<OpTrait::IsTerminator>() || op->getNumRegions() || isView(op) ||
      isa<CallOp, BitcastOp>(op))
    return false;
  if (auto cast = dyn_cast<CastOp>(op)) {
    Type from = getElementTypeOrSelf(cast.getInput()), to = getElementTypeOrSelf(cast.getResult());
    // What f32 has not the digits for would be rounded twice on the way.
    bool isLong = isNarrowFloat(to) && !isNarrowFloat(from) && from.getIntOrFloatBitWidth() >= 32;
    if (from.isF32() || to.isF32() || isLong)
      return false;
  }
  return llvm::any_of(op->getOperandTypes(), isNarrowFloat) ||
         llvm::any_of(op->getResultTypes(), isNarrowFloat);
}

SmallVector<Value> nn::computeInF32(OpBuilder &builder, Operation *op) {
  IRMapping wide;
  for (Value operand : op->getOperands())
    if (isNarrowFloat(operand.getType()) && !wide.contains(operand))
      wide.map(operand, CastOp::create(builder, op->getLoc(), widened(operand.getType()), operand));
  Operation *inF32 = builder.clone(*op, wide);
  SmallVector<Value> results;
  for (Value result : inF32->getResults()) {
    Type type = result.getType();
    if (isNarrowFloat(type)) {
      result.setType(widened(type));
      result = CastOp::create(builder, op->getLoc(), type, result);
    }
    results.push_back(result);
  }
  return results;
}
