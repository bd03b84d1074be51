// Reductions, sorting and sums along an axis: shape inference, decompositions, and the fold of size.
#include "NN/NNInference.h"
#include "NN/NNSteps.h"

#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

std::optional<int64_t> nn::elementCount(ArrayRef<int64_t> sizes) {
  if (llvm::is_contained(sizes, 0))
    return 0;
  std::optional<int64_t> count = 1;
  for (int64_t size : sizes)
    if (!(count = multiplySizes(*count, size)))
      return std::nullopt;
  return count;
}

template <typename Op>
static LogicalResult inferReduction(std::optional<Location> location, typename Op::Adaptor &adaptor,
                                    SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
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
  types.push_back(SizedTensorType::get(shape, input.getElementType()));
  return success();
}

#define DLC_INFER_REDUCTION(OP)                                                                              \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,       \
                                     SmallVectorImpl<Type> &types) {                                         \
    return inferReduction<OP>(location, adaptor, types);                                                     \
  }
DLC_INFER_REDUCTION(ReduceSumOp)
DLC_INFER_REDUCTION(ReduceMeanOp)
DLC_INFER_REDUCTION(ReduceMaxOp)
DLC_INFER_REDUCTION(ReduceMinOp)
DLC_INFER_REDUCTION(ReduceProdOp)
DLC_INFER_REDUCTION(ReduceL1Op)
DLC_INFER_REDUCTION(ReduceL2Op)
DLC_INFER_REDUCTION(ReduceLogSumOp)
DLC_INFER_REDUCTION(ReduceLogSumExpOp)
DLC_INFER_REDUCTION(ReduceSumSquareOp)
#undef DLC_INFER_REDUCTION

//===-- Decompositions ------------------------------------------------------------------------------===//

using Values = SmallVector<Value>;

// The sum of `terms` over the axes of a compound reduction.
template <typename Op> static Value sumOver(Op op, Value terms, Composer &compose) {
  return compose.reduce<ReduceSumOp>(terms, op.getAxes(), op.getKeepdims());
}

Values ReduceL1Op::decompose(Composer &compose) {
  return {sumOver(*this, compose.unary<AbsOp>(getInput()), compose)};
}

Values ReduceSumSquareOp::decompose(Composer &compose) {
  return {sumOver(*this, compose.mul(getInput(), getInput()), compose)};
}

Values ReduceL2Op::decompose(Composer &compose) {
  return {compose.unary<SqrtOp>(sumOver(*this, compose.mul(getInput(), getInput()), compose))};
}

Values ReduceLogSumOp::decompose(Composer &compose) {
  return {compose.unary<LogOp>(sumOver(*this, getInput(), compose))};
}

// m + log Σ e^(x - m) with the maximum m, so that no exponential exceeds 1. An infinite maximum is not
// subtracted from itself.
Values ReduceLogSumExpOp::decompose(Composer &compose) {
  Value x = getInput();
  Value largest = compose.reduce<ReduceMaxOp>(x, getAxes(), /*keepdims=*/true);
  auto infinity = std::numeric_limits<double>::infinity();
  Value isFinite = compose.compare(ComparePredicate::lt, compose.unary<AbsOp>(largest), infinity);
  Value shift = compose.where(isFinite, largest, 0);
  Value sum = sumOver(*this, compose.unary<ExpOp>(compose.sub(x, shift)), compose);
  return {compose.add(compose.unary<LogOp>(sum), compose.reshape(shift, tensorOf(getResult())))};
}

//===-- Histogram -----------------------------------------------------------------------------------===//

LogicalResult HistogramOp::verify() {
  ArrayRef<int64_t> shape = tensorOf(getResult()).getShape();
  // C1
  if (shape.size() != 1 || isSymbolic(shape[0]) || shape[0] < 1)
    return emitOpError("result must have rank 1 and a static size of at least 1, got shape ")
           << shapeText(shape);
  return success();
}

// Each element adds 1 to the count at its bin. What is in no bin adds it behind the last one.
Values HistogramOp::decompose(Composer &compose) {
  SizedTensorType input = tensorOf(getInput()), result = tensorOf(getResult());
  const int64_t bins = result.getDimSize(0);
  Value x = getInput();
  Value share = compose.div(compose.sub(x, getLow()), compose.sub(getHigh(), getLow()));
  Value bin = compose.unary<FloorOp>(compose.mul(share, static_cast<double>(bins)));
  // The upper edge is in the last bin, and so is what rounding would move behind it.
  Value last = compose.scalar(static_cast<double>(bins - 1), x);
  Value isLast = compose.compare(ComparePredicate::ge, x, getHigh());
  bin = compose.where(isLast, last, compose.make<MinOp>(bin, last));
  Value isInside = compose.make<AndOp>(compose.compare(ComparePredicate::ge, x, getLow()),
                                       compose.compare(ComparePredicate::le, x, getHigh()));
  // Beside infinite bounds it may be NaN.
  isInside = compose.make<AndOp>(isInside, compose.compare(ComparePredicate::ge, bin, 0));
  Value place =
      compose.cast(compose.where(isInside, bin, static_cast<double>(bins)), compose.builder.getI64Type());
  SizedTensorType type = result.clone({bins + 1});
  SmallVector<int64_t> rows(input.getShape());
  rows.push_back(1);
  auto add = ScatterReductionAttr::get(getContext(), ScatterReduction::add);
  Value counts = compose
                     .create<ScatterNDOp>(type, compose.zeros(type), compose.reshape(place, rows),
                                          compose.filled(1, input.clone(result.getElementType())),
                                          compose.builder.getI64IntegerAttr(0), add)
                     .getResult();
  return {compose.slice(counts, 0, 0, bins)};
}

//===-- Along one axis ------------------------------------------------------------------------------===//

FailureOr<int64_t> nn::checkedAxis(std::optional<Location> location, StringRef op, int64_t axis, int64_t rank,
                                   StringRef of) {
  if (axis < -rank || axis >= rank)
    return emitOptionalError(location, "'", op, "' op axis out of range: axis is ", axis, ", ", of,
                             " has rank ", rank);
  return axis < 0 ? axis + rank : axis;
}

// The axis of an op whose attribute `axis` is required; C1 of those below.
template <typename Op>
static FailureOr<int64_t> requiredAxis(std::optional<Location> location, typename Op::Adaptor &adaptor) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  if (!input || !attribute)
    return emitOptionalError(location, "'", Op::getOperationName(),
                             "' op requires a ranked tensor and attribute 'axis'");
  return checkedAxis(location, Op::getOperationName(), attribute.getInt(), input.getRank());
}

template <typename Op>
static LogicalResult inferArg(std::optional<Location> location, typename Op::Adaptor &adaptor,
                              SmallVectorImpl<Type> &types) {
  FailureOr<int64_t> axis = requiredAxis<Op>(location, adaptor);
  if (failed(axis))
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  SmallVector<int64_t> shape(input.getShape());
  if (attributeOf(adaptor, adaptor.getProperties().keepdims, "keepdims"))
    shape[*axis] = 1;
  else
    shape.erase(shape.begin() + *axis);
  types.push_back(SizedTensorType::get(shape, IntegerType::get(input.getContext(), 64)));
  return success();
}
LogicalResult ArgMaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  return inferArg<ArgMaxOp>(location, adaptor, types);
}
LogicalResult ArgMinOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  return inferArg<ArgMinOp>(location, adaptor, types);
}

LogicalResult CumsumOp::verify() {
  return success(succeeded(checkedAxis(getLoc(), getOperationName(), static_cast<int64_t>(getAxis()),
                                       tensorOf(getInput()).getRank())));
}

LogicalResult SortOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                       Adaptor adaptor, SmallVectorImpl<Type> &types) {
  FailureOr<int64_t> axis = requiredAxis<SortOp>(location, adaptor);
  if (failed(axis))
    return failure();
  SizedTensorType input = tensorOf(adaptor.getInput());
  types.append({input, input.clone(IntegerType::get(context, 64))});
  return success();
}

LogicalResult TopKOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                       Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput());
  IntegerAttr k = attributeOf(adaptor, adaptor.getProperties().k, "k");
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  if (!input || !k)
    return emitOptionalError(location, "'nn.top_k' op requires a ranked tensor and attribute 'k'");
  // C1
  FailureOr<int64_t> axis =
      checkedAxis(location, getOperationName(), attribute ? attribute.getInt() : -1, input.getRank());
  if (failed(axis))
    return failure();
  // C2
  if (k.getInt() < 0 || (!input.isDynamicDim(*axis) && k.getInt() > input.getDimSize(*axis)))
    return emitOptionalError(location, "'nn.top_k' op has fewer elements than it is asked for: k is ",
                             k.getInt(), ", axis ", *axis, " of the input has size ",
                             input.getDimSize(*axis));
  SmallVector<int64_t> shape(input.getShape());
  shape[*axis] = k.getInt();
  types.append({input.clone(shape), SizedTensorType::get(shape, IntegerType::get(context, 64))});
  return success();
}

/// A scalar of what comes last in an order: the least, or where it is ascending, NaN or the greatest.
static Value lastInOrder(Composer &compose, Type element, bool ascending) {
  TypedAttr value;
  if (auto type = dyn_cast<FloatType>(element)) {
    const llvm::fltSemantics &semantics = type.getFloatSemantics();
    value = FloatAttr::get(type, ascending ? APFloat::getNaN(semantics)
                                           : APFloat::getInf(semantics, /*Negative=*/true));
  } else {
    unsigned width = element.getIntOrFloatBitWidth();
    bool isUnsigned = element.isUnsignedInteger();
    APInt least = isUnsigned ? APInt::getMinValue(width) : APInt::getSignedMinValue(width);
    APInt greatest = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
    value = IntegerAttr::get(element, ascending ? greatest : least);
  }
  auto type = SizedTensorType::get({}, element);
  return compose.make<ConstantOp>(type, DenseElementsAttr::get(type, ArrayRef<Attribute>(value)));
}

/// The indices of the first k in order, by a loop over parts of the axis: each is sorted together with the
/// best of those behind it. A network that sorts all of a long axis has log² loops over all of it.
static Value selectFirst(Composer &compose, Location location, Value input, int64_t k, int64_t axis,
                         bool ascending, int64_t sorted) {
  SizedTensorType type = tensorOf(input);
  Type i64 = compose.builder.getI64Type();
  auto withSize = [&](int64_t size, Type element) {
    SmallVector<int64_t> shape(type.getShape());
    shape[axis] = size;
    return SizedTensorType::get(shape, element);
  };
  Value last = lastInOrder(compose, type.getElementType(), ascending);
  auto filled = [&](int64_t size) { return compose.expand(last, withSize(size, type.getElementType())); };
  int64_t part = sorted - k, size = type.getDimSize(axis), parts = llvm::divideCeil(size, part);
  if (int64_t missing = parts * part - size)
    input = compose.concat({input, filled(missing)}, axis);
  SmallVector<int64_t> split(type.getShape()), along(type.getRank(), 1);
  split[axis] = part;
  split.insert(split.begin() + axis, parts);
  along[axis] = part;

  // From the end, so that of equal elements those of the part, which are the earlier ones, come first, and
  // what fills up comes last.
  Value none = compose.zeros(withSize(k, i64));
  Value start = compose.scalar(static_cast<double>((parts - 1) * part), none);
  Steps steps(compose, location, {filled(k), none, start}, {compose.reshape(input, split)}, axis);
  Composer &inner = steps.compose;
  Value place = inner.add(inner.reshape(inner.range(part, i64), along), steps.states[2]);
  Value values = inner.concat({steps.slices[0], steps.states[0]}, axis);
  Value indices = inner.concat({inner.expand(place, withSize(part, i64)), steps.states[1]}, axis);
  auto order = inner.create<SortOp>(values, inner.builder.getI64IntegerAttr(axis),
                                    ascending ? UnitAttr() : inner.builder.getUnitAttr());
  Value first = inner.slice(order.getIndices(), axis, 0, k);
  ScanOp scan =
      steps.finish({inner.slice(order.getValues(), axis, 0, k),
                    inner.make<GatherElementsOp>(indices, first, inner.builder.getI64IntegerAttr(axis)),
                    inner.sub(steps.states[2], static_cast<double>(part))},
                   parts, /*reverse=*/true);
  return scan.getResult(1);
}

void TopKOp::appendLimits(SmallVectorImpl<int64_t> &sizes) {
  SizedTensorType input = tensorOf(getInput());
  int64_t axis = static_cast<int64_t>(getAxis());
  int64_t size = input.getDimSize(axis < 0 ? axis + input.getRank() : axis);
  if (isSymbolic(size))
    sizes.push_back(subtractSizes(size, static_cast<int64_t>(getK())).value_or(size));
}

Values TopKOp::decompose(Composer &compose) {
  Value input = getInput();
  int64_t rank = tensorOf(input).getRank(), k = static_cast<int64_t>(getK());
  int64_t axis = static_cast<int64_t>(getAxis());
  if (axis < 0)
    axis += rank;
  // What a step sorts, of which the k best are carried: a power of two, as the network wants it.
  int64_t size = tensorOf(input).getDimSize(axis);
  if (k > 0 && !isSymbolic(size) && k < size / 16) {
    int64_t sorted = 4 * static_cast<int64_t>(llvm::PowerOf2Ceil(k));
    if (size > 4 * sorted) {
      Value indices = selectFirst(compose, getLoc(), input, k, axis, getSmallest(), sorted);
      return {compose.make<GatherElementsOp>(input, indices, compose.builder.getI64IntegerAttr(axis)),
              indices};
    }
  }
  auto sorted = compose.create<SortOp>(input, compose.builder.getI64IntegerAttr(axis),
                                       getSmallest() ? UnitAttr() : compose.builder.getUnitAttr());
  return {compose.slice(sorted.getValues(), axis, 0, k), compose.slice(sorted.getIndices(), axis, 0, k)};
}

//===-- size ----------------------------------------------------------------------------------------===//

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
  SizedTensorType input = tensorOf(getInput()), result = tensorOf(getResult());
  FailureOr<SmallVector<int64_t>> axes = normalizedAxes(getAxes(), input.getRank());
  if (failed(axes))
    return {};
  SmallVector<int64_t> sizes;
  for (int64_t axis : *axes)
    sizes.push_back(input.getDimSize(axis));
  if (hasSymbolic(sizes))
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
