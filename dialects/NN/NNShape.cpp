// Ops that move elements and change shapes: shape inference, verifiers and folds.
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

// C1 of reshape and expand.
template <typename Op> static LogicalResult verifySameElement(Op op) {
  Type input = tensorOf(op.getInput()).getElementType(), result = tensorOf(op.getResult()).getElementType();
  if (input != result)
    return op.emitOpError("element types differ: input has ") << input << ", result has " << result;
  return success();
}

//===-- reshape, flatten ----------------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  // C1
  if (failed(verifySameElement(*this)))
    return failure();
  // C2
  ArrayRef<int64_t> input = tensorOf(getInput()).getShape(), result = tensorOf(getResult()).getShape();
  if (ShapedType::isDynamicShape(input) != ShapedType::isDynamicShape(result))
    return emitOpError("both shapes or neither must have a batch: input has ")
           << shapeText(input) << ", result has " << shapeText(result);
  auto countOf = [](ArrayRef<int64_t> shape) {
    return elementCount(shape.drop_front(ShapedType::isDynamicShape(shape) ? 1 : 0));
  };
  std::optional<int64_t> from = countOf(input), to = countOf(result);
  if (!from || !to)
    return emitOpError("too many elements: input has shape ")
           << shapeText(input) << ", result has " << shapeText(result);
  if (*from != *to)
    return emitOpError("numbers of elements differ: input ")
           << shapeText(input) << " has " << *from << ", result " << shapeText(result) << " has " << *to;
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getResult().getType())
    return getInput();
  // A reshape of a reshape starts from the first one's input.
  if (auto inner = getInput().getDefiningOp<ReshapeOp>(); inner && inner != *this) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return {};
}

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (!input || input.getRank() < 1)
    return emitOptionalError(location, "'nn.flatten' op input must have rank 1 or more, got ",
                             adaptor.getInput().getType());
  ArrayRef<int64_t> shape = input.getShape();
  if (!isStaticPastBatch(shape))
    return emitOptionalError(location, "'nn.flatten' op only the batch may be dynamic: input has shape ",
                             shapeText(shape));
  std::optional<int64_t> rest = elementCount(shape.drop_front());
  if (!rest)
    return emitOptionalError(location, "'nn.flatten' op too many elements: input has shape ",
                             shapeText(shape));
  types.push_back(RankedTensorType::get({shape.front(), *rest}, input.getElementType()));
  return success();
}

//===-- transpose -----------------------------------------------------------------------------------===//

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = tensorOf(adaptor.getInput());
  DenseI64ArrayAttr attribute = attributeOf(adaptor, adaptor.getProperties().perm, "perm");
  if (!input || !attribute)
    return emitOptionalError(location, "'nn.transpose' op requires a ranked tensor and attribute 'perm'");
  // C1
  ArrayRef<int64_t> perm = attribute;
  SmallVector<int64_t> sorted(perm);
  llvm::sort(sorted);
  if (sorted != llvm::to_vector(llvm::seq<int64_t>(0, input.getRank())))
    return emitOptionalError(location,
                             "'nn.transpose' op perm must be a permutation of the dimensions: perm is ",
                             shapeText(perm), ", input has rank ", input.getRank());
  SmallVector<int64_t> shape;
  for (int64_t dimension : perm)
    shape.push_back(input.getDimSize(dimension));
  if (!isStaticPastBatch(shape))
    return emitOptionalError(location, "'nn.transpose' op result would have shape ", shapeText(shape),
                             ", but only the leading dimension may be dynamic");
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (llvm::equal(getPerm(), llvm::seq<int64_t>(0, getPerm().size())))
    return getInput();
  // A transpose of a transpose is one transpose, by the composed permutation.
  if (auto inner = getInput().getDefiningOp<TransposeOp>(); inner && inner != *this) {
    SmallVector<int64_t> perm;
    for (int64_t dimension : getPerm())
      perm.push_back(inner.getPerm()[dimension]);
    setPerm(perm);
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return {};
}

//===-- expand, one_hot -----------------------------------------------------------------------------===//

LogicalResult ExpandOp::verify() {
  // C1
  if (failed(verifySameElement(*this)))
    return failure();
  // C2
  ArrayRef<int64_t> input = tensorOf(getInput()).getShape(), result = tensorOf(getResult()).getShape();
  FailureOr<SmallVector<int64_t>> broadcast = broadcastShapes({input, result});
  if (failed(broadcast) || ArrayRef<int64_t>(*broadcast) != result)
    return emitOpError("input does not broadcast to the result: input has shape ")
           << shapeText(input) << ", result has " << shapeText(result);
  return success();
}

OpFoldResult ExpandOp::fold(FoldAdaptor) {
  return getInput().getType() == getResult().getType() ? OpFoldResult(getInput()) : OpFoldResult();
}

LogicalResult OneHotOp::verify() {
  // C1
  ArrayRef<int64_t> labels = tensorOf(getLabels()).getShape(), result = tensorOf(getResult()).getShape();
  if (result.empty() || result.drop_back() != labels || ShapedType::isDynamic(result.back()))
    return emitOpError("result must have the labels' shape and one static dimension more: labels have shape ")
           << shapeText(labels) << ", result has " << shapeText(result);
  return success();
}
