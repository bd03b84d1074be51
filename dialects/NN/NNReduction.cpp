// Reductions over axes: shape inference, and the fold of size.
#include "NN/NNInference.h"

#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

std::optional<int64_t> nn::elementCount(ArrayRef<int64_t> sizes) {
  if (llvm::is_contained(sizes, 0))
    return 0;
  std::optional<int64_t> count = 1;
  for (int64_t size : sizes)
    if (!(count = llvm::checkedMul(*count, size)))
      return std::nullopt;
  return count;
}

// C1 of the reductions and of nn.size.
static FailureOr<SmallVector<int64_t>> checkedAxes(std::optional<Location> location, StringRef op,
                                                   DenseI64ArrayAttr axes, int64_t rank) {
  auto given = axes ? std::optional<ArrayRef<int64_t>>(axes.asArrayRef()) : std::nullopt;
  FailureOr<SmallVector<int64_t>> result = normalizedAxes(given, rank);
  if (failed(result))
    return emitOptionalError(location, "'", op, "' op axes must be distinct and in range: axes are ",
                             shapeText(*given), ", input has rank ", rank);
  return result;
}

template <typename Op>
static LogicalResult inferReduction(std::optional<Location> location, typename Op::Adaptor &adaptor,
                                    SmallVectorImpl<Type> &types) {
  RankedTensorType input = tensorOf(adaptor.getInput());
  if (!input)
    return emitOptionalError(location, "'", Op::getOperationName(), "' op input must be a ranked tensor");
  auto &properties = adaptor.getProperties();
  // C1
  FailureOr<SmallVector<int64_t>> axes = checkedAxes(
      location, Op::getOperationName(), attributeOf(adaptor, properties.axes, "axes"), input.getRank());
  if (failed(axes))
    return failure();
  bool keepdims = !!attributeOf(adaptor, properties.keepdims, "keepdims");
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(input.getShape())) {
    if (!llvm::is_contained(*axes, static_cast<int64_t>(i)))
      shape.push_back(size);
    else if (keepdims)
      shape.push_back(1);
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult ReduceSumOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferReduction<ReduceSumOp>(location, adaptor, types);
}
LogicalResult ReduceMeanOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  return inferReduction<ReduceMeanOp>(location, adaptor, types);
}
LogicalResult ReduceMaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  return inferReduction<ReduceMaxOp>(location, adaptor, types);
}

LogicalResult ArgMaxOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  if (!input || !attribute)
    return emitOptionalError(location, "'nn.arg_max' op requires a ranked tensor and attribute 'axis'");
  int64_t axis = attribute.getInt(), rank = input.getRank();
  // C1
  if (axis < -rank || axis >= rank)
    return emitOptionalError(location, "'nn.arg_max' op axis out of range: axis is ", axis,
                             ", input has rank ", rank);
  SmallVector<int64_t> shape(input.getShape());
  shape.erase(shape.begin() + (axis < 0 ? axis + rank : axis));
  types.push_back(RankedTensorType::get(shape, IntegerType::get(context, 64)));
  return success();
}

LogicalResult SizeOp::verify() {
  // C1
  if (failed(checkedAxes(getLoc(), getOperationName(), getAxesAttr(), tensorOf(getInput()).getRank())))
    return failure();
  // C2
  if (tensorOf(getResult()).getRank() != 0)
    return emitOpError("result must have rank 0, got shape ") << shapeText(tensorOf(getResult()).getShape());
  return success();
}

// A constant, unless the batch is counted or the element type cannot hold the number.
OpFoldResult SizeOp::fold(FoldAdaptor) {
  RankedTensorType input = tensorOf(getInput()), result = tensorOf(getResult());
  FailureOr<SmallVector<int64_t>> axes = normalizedAxes(getAxes(), input.getRank());
  if (failed(axes))
    return {};
  SmallVector<int64_t> sizes;
  for (int64_t axis : *axes)
    sizes.push_back(input.getDimSize(axis));
  if (ShapedType::isDynamicShape(sizes))
    return {};
  std::optional<int64_t> count = elementCount(sizes);
  if (!count)
    return {};
  Type element = result.getElementType();
  if (isa<FloatType>(element))
    return DenseElementsAttr::get(result, Attribute(FloatAttr::get(element, static_cast<double>(*count))));
  if (!llvm::isIntN(element.getIntOrFloatBitWidth(), *count))
    return {};
  return DenseElementsAttr::get(result, Attribute(IntegerAttr::get(element, *count)));
}
