// The train dialect: registration and verification.
#include "Train/Train.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::train;

#include "Train/TrainDialect.cpp.inc"

#define GET_OP_CLASSES
#include "Train/TrainOps.cpp.inc"

void TrainDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "Train/TrainOps.cpp.inc"
      >();
}

LogicalResult GradientOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  llvm::append_range(types, adaptor.getWrt().getTypes());
  return success();
}

LogicalResult GradientOp::verify() {
  auto isFloat = [](Type type) { return isa<FloatType>(cast<RankedTensorType>(type).getElementType()); };
  RankedTensorType loss = getLoss().getType();
  if (!isFloat(loss) || loss.getRank() != 0)
    return emitOpError() << "loss must be a float tensor of rank 0, but has type " << loss;
  if (getWrt().empty())
    return emitOpError() << "needs at least one value to differentiate the loss of type " << loss
                         << " with respect to, but has none";
  for (auto [i, type] : llvm::enumerate(getWrt().getTypes()))
    if (!isFloat(type))
      return emitOpError() << "wrt value #" << i << " must be a float tensor, but has type " << type;
  return success();
}
