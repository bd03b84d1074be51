// Ops that change shapes without moving more than whole dimensions: shape inference, verifiers, folds and
// decompositions.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

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
  if (hasSymbolic(input) != hasSymbolic(result))
    return emitOpError("both shapes or neither must have a batch: input has ")
           << shapeText(input) << ", result has " << shapeText(result);
  std::optional<int64_t> from = elementCount(input), to = elementCount(result);
  if (!from || !to)
    return emitOpError("too many elements: input has shape ")
           << shapeText(input) << ", result has " << shapeText(result);
  if (*from != *to)
    return emitOpError("numbers of elements differ: input ")
           << shapeText(input) << " has " << sizeExpression(*from) << ", result " << shapeText(result)
           << " has " << sizeExpression(*to);
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
  SizedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  int64_t axis = attribute ? attribute.getInt() : 1;
  // C1
  if (!input || axis < 0 || axis > input.getRank())
    return emitOptionalError(location, "'nn.flatten' op needs a tensor of rank ", axis, " or more: axis is ",
                             axis, ", input is ", adaptor.getInput().getType());
  ArrayRef<int64_t> shape = input.getShape();
  // C2
  std::optional<int64_t> front = elementCount(shape.take_front(axis)),
                         rest = elementCount(shape.drop_front(axis));
  if (!front || !rest)
    return emitOptionalError(location, "'nn.flatten' op too many elements: input has shape ",
                             shapeText(shape));
  types.push_back(SizedTensorType::get({*front, *rest}, input.getElementType()));
  return success();
}

//===-- squeeze, unsqueeze --------------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>> nn::checkedAxes(std::optional<Location> location, StringRef op,
                                                DenseI64ArrayAttr axes, int64_t rank, StringRef of) {
  auto given = axes ? std::optional<ArrayRef<int64_t>>(axes.asArrayRef()) : std::nullopt;
  FailureOr<SmallVector<int64_t>> result = normalizedAxes(given, rank);
  if (failed(result))
    return emitOptionalError(location, "'", op, "' op axes must be distinct and in range: axes are ",
                             shapeText(*given), ", ", of, " has rank ", rank);
  return result;
}

// The attribute `axes` where it is required.
template <typename Op>
static DenseI64ArrayAttr requiredAxes(std::optional<Location> location, typename Op::Adaptor &adaptor) {
  DenseI64ArrayAttr axes = attributeOf(adaptor, adaptor.getProperties().axes, "axes");
  if (axes && tensorOf(adaptor.getInput()))
    return axes;
  (void)emitOptionalError(location, "'", Op::getOperationName(),
                          "' op requires a ranked tensor and attribute 'axes'");
  return {};
}

// C1 of ops whose axes are the input's.
template <typename Op>
static FailureOr<SmallVector<int64_t>> inferAxes(std::optional<Location> location,
                                                 typename Op::Adaptor &adaptor) {
  DenseI64ArrayAttr attribute = requiredAxes<Op>(location, adaptor);
  if (!attribute)
    return failure();
  return checkedAxes(location, Op::getOperationName(), attribute, tensorOf(adaptor.getInput()).getRank());
}

LogicalResult SqueezeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<int64_t>> axes = inferAxes<SqueezeOp>(location, adaptor);
  if (failed(axes))
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C2
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(input.getShape())) {
    bool dropped = llvm::is_contained(*axes, static_cast<int64_t>(i));
    if (dropped && size != 1)
      return emitOptionalError(location, "'nn.squeeze' op can drop dimensions of 1 only: axes are ",
                               shapeText(attributeOf(adaptor, adaptor.getProperties().axes, "axes")),
                               ", input has shape ", shapeText(input.getShape()));
    if (!dropped)
      shape.push_back(size);
  }
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult UnsqueezeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  DenseI64ArrayAttr attribute = requiredAxes<UnsqueezeOp>(location, adaptor);
  if (!attribute)
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C1
  int64_t rank = input.getRank() + attribute.size();
  FailureOr<SmallVector<int64_t>> axes =
      checkedAxes(location, getOperationName(), attribute, rank, "the result");
  if (failed(axes))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t axis : *axes) // ascending, so that each is in its place at once
    shape.insert(shape.begin() + axis, 1);
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
  return success();
}

Values SqueezeOp::decompose(Composer &compose) {
  return {compose.reshape(getInput(), tensorOf(getResult()))};
}
Values UnsqueezeOp::decompose(Composer &compose) {
  return {compose.reshape(getInput(), tensorOf(getResult()))};
}

//===-- transpose -----------------------------------------------------------------------------------===//

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
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
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
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

//===-- flip ----------------------------------------------------------------------------------------===//

LogicalResult FlipOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  FailureOr<SmallVector<int64_t>> axes = inferAxes<FlipOp>(location, adaptor);
  if (failed(axes))
    return failure();
  types.push_back(tensorOf(adaptor.getInput()));
  return success();
}

OpFoldResult FlipOp::fold(FoldAdaptor) {
  if (getAxes().empty())
    return getInput();
  auto inner = getInput().getDefiningOp<FlipOp>();
  int64_t rank = tensorOf(getInput()).getRank();
  if (inner && *normalizedAxes(getAxes(), rank) == *normalizedAxes(inner.getAxes(), rank))
    return inner.getInput();
  return {};
}

//===-- expand, tile --------------------------------------------------------------------------------===//

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

LogicalResult TileOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  DenseI64ArrayAttr attribute = attributeOf(adaptor, adaptor.getProperties().repeats, "repeats");
  if (!input || !attribute)
    return emitOptionalError(location, "'nn.tile' op requires a ranked tensor and attribute 'repeats'");
  ArrayRef<int64_t> repeats = attribute;
  auto fail = [&](StringRef what) {
    return emitOptionalError(location, "'nn.tile' op ", what, ": repeats are ", shapeText(repeats),
                             ", input has shape ", shapeText(input.getShape()));
  };
  // C1
  if (static_cast<int64_t>(repeats.size()) != input.getRank() ||
      llvm::any_of(repeats, [](int64_t repeat) { return repeat < 1; }))
    return fail("needs a positive entry for each dimension");
  SmallVector<int64_t> shape(input.getShape());
  for (auto [size, repeat] : llvm::zip(shape, repeats)) {
    // C2
    std::optional<int64_t> product = elementCount({size, repeat});
    if (!product)
      return fail("too many elements");
    size = *product;
  }
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
  return success();
}

// [a, b] to [a, 1, b, 1, …], where each 1 in front of a dimension is expanded to the number of its repeats.
Values TileOp::decompose(Composer &compose) {
  SizedTensorType input = tensorOf(getInput());
  SmallVector<int64_t> apart, repeated;
  for (auto [size, repeat] : llvm::zip(input.getShape(), getRepeats())) {
    if (repeat != 1) {
      apart.push_back(1);
      repeated.push_back(repeat);
    }
    apart.push_back(size);
    repeated.push_back(size);
  }
  Value spread = compose.expand(compose.reshape(getInput(), apart), input.clone(repeated));
  return {compose.reshape(spread, tensorOf(getResult()))};
}
