// Normalisations of each example: layer, group, instance, RMS, local response, and by a norm. All have
// decompositions; group and instance norm are a layer norm under another shape.
#include "NN/NNLayerNorm.h"

#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

Standardization nn::standardize(Composer &compose, Value x, ArrayRef<int64_t> axes, double epsilon) {
  Value centred = compose.sub(x, compose.reduceMean(x, axes, /*keepdims=*/true));
  Value variance = compose.reduceMean(compose.mul(centred, centred), axes, /*keepdims=*/true);
  return {centred, compose.unary<RsqrtOp>(compose.add(variance, epsilon))};
}

SmallVector<int64_t> nn::axesFrom(int64_t axis, Value x) {
  int64_t rank = tensorOf(x).getRank();
  return llvm::to_vector(llvm::seq<int64_t>(axis < 0 ? axis + rank : axis, rank));
}

static LogicalResult verifyEpsilon(Operation *op, const APFloat &epsilon) {
  if (!(epsilon.convertToDouble() > 0))
    return op->emitOpError("epsilon must be greater than 0, got ") << epsilon.convertToDouble();
  return success();
}

// C1 of the norms over the dimensions from an axis on: the axis counted from the front.
template <typename Op> static FailureOr<int64_t> verifyFirstAxis(Op op) {
  SizedTensorType input = tensorOf(op.getInput());
  FailureOr<int64_t> axis =
      checkedAxis(op.getLoc(), Op::getOperationName(), static_cast<int64_t>(op.getAxis()), input.getRank());
  if (succeeded(axis) && *axis == 0 && input.isDynamicDim(0))
    return op.emitOpError("cannot normalize over the batch: axis is ")
           << op.getAxis() << ", input has shape " << shapeText(input.getShape());
  return axis;
}

// C2: an operand that scales or shifts what was normalised.
static LogicalResult verifyParameter(Operation *op, StringRef name, Value parameter, SizedTensorType expected,
                                     StringRef what) {
  if (parameter && parameter.getType() != expected)
    return op->emitOpError() << name << " must be " << expected << ", " << what << ", got "
                             << parameter.getType();
  return success();
}

template <typename Op> static LogicalResult verifyAffine(Op op, SizedTensorType expected, StringRef what) {
  // C2
  if (op.getBias() && !op.getScale())
    return op.emitOpError("a bias needs a scale");
  if (failed(verifyParameter(op, "scale", op.getScale(), expected, what)) ||
      failed(verifyParameter(op, "bias", op.getBias(), expected, what)))
    return failure();
  // C3
  return verifyEpsilon(op, op.getEpsilon());
}

// Scale and bias behind a normalisation; `like` makes them broadcast against it.
static Value scaleAndShift(Value normal, Value scale, Value bias, Composer &compose,
                           llvm::function_ref<Value(Value)> like) {
  if (scale)
    normal = compose.mul(normal, like(scale));
  return bias ? compose.add(normal, like(bias)) : normal;
}

//===-- layer_norm, rms_norm ------------------------------------------------------------------------===//

LogicalResult LayerNormOp::verify() {
  FailureOr<int64_t> axis = verifyFirstAxis(*this);
  if (failed(axis))
    return failure();
  SizedTensorType input = tensorOf(getInput());
  return verifyAffine(*this, SizedTensorType::get(input.getShape().drop_front(*axis), input.getElementType()),
                      "as the input from axis on");
}

Values LayerNormOp::decompose(Composer &compose) {
  Standardization parts =
      standardize(compose, getInput(), axesFrom(static_cast<int64_t>(getAxis()), getInput()),
                  getEpsilon().convertToDouble());
  return {scaleAndShift(compose.mul(parts.centred, parts.inverseDeviation), getScale(), getBias(), compose,
                        [](Value parameter) { return parameter; })};
}

LogicalResult RmsNormOp::verify() {
  FailureOr<int64_t> axis = verifyFirstAxis(*this);
  if (failed(axis))
    return failure();
  SizedTensorType input = tensorOf(getInput());
  // C2
  if (failed(verifyParameter(*this, "scale", getScale(),
                             SizedTensorType::get(input.getShape().drop_front(*axis), input.getElementType()),
                             "as the input from axis on")))
    return failure();
  // C3
  return verifyEpsilon(*this, getEpsilon());
}

Values RmsNormOp::decompose(Composer &compose) {
  Value x = getInput();
  SmallVector<int64_t> axes = axesFrom(static_cast<int64_t>(getAxis()), x);
  Value square = compose.reduceMean(compose.mul(x, x), axes, /*keepdims=*/true);
  Value normal = compose.mul(x, compose.unary<RsqrtOp>(compose.add(square, getEpsilon().convertToDouble())));
  return {scaleAndShift(normal, getScale(), Value(), compose, [](Value parameter) { return parameter; })};
}

//===-- group_norm, instance_norm -------------------------------------------------------------------===//

template <typename Op> static LogicalResult verifyPerChannel(Op op, int64_t leastRank) {
  SizedTensorType input = tensorOf(op.getInput());
  if (input.getRank() < leastRank)
    return op.emitOpError("input must have rank ")
           << leastRank << " or more, got shape " << shapeText(input.getShape());
  return verifyAffine(op, SizedTensorType::get({input.getDimSize(1)}, input.getElementType()),
                      "as the input's channels");
}

LogicalResult GroupNormOp::verify() {
  // C1
  SizedTensorType input = tensorOf(getInput());
  int64_t groups = static_cast<int64_t>(getNumGroups());
  if (input.getRank() >= 2 && isSymbolic(input.getDimSize(1)))
    return emitOpError("channels cannot be dynamic: input has shape ") << shapeText(input.getShape());
  if (input.getRank() >= 2 && (groups < 1 || input.getDimSize(1) % groups != 0))
    return emitOpError("num_groups must divide the channels: num_groups is ")
           << groups << ", input has " << input.getDimSize(1) << " channels";
  return verifyPerChannel(*this, 2);
}

// As [N, groups, channels of a group, elements of a channel], in which scale and bias have a place too.
Values GroupNormOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getInput());
  int64_t groups = static_cast<int64_t>(getNumGroups()), channels = type.getDimSize(1) / groups;
  int64_t elements = *elementCount(type.getShape().drop_front(2));
  Value grouped = compose.reshape(getInput(), {type.getDimSize(0), groups, channels, elements});
  Value normal = compose.create<LayerNormOp>(grouped.getType(), grouped, Value(), Value(), 2, getEpsilon());
  Value result = scaleAndShift(normal, getScale(), getBias(), compose, [&](Value parameter) {
    return compose.reshape(parameter, {groups, channels, 1});
  });
  return {compose.reshape(result, type)};
}

LogicalResult InstanceNormOp::verify() {
  // C1
  return verifyPerChannel(*this, 3);
}

Values InstanceNormOp::decompose(Composer &compose) {
  int64_t channels = tensorOf(getInput()).getDimSize(1);
  return {compose.create<GroupNormOp>(getInput().getType(), getInput(), getScale(), getBias(), channels,
                                      getEpsilon())};
}

//===-- lrn, lp_normalization -----------------------------------------------------------------------===//

LogicalResult LrnOp::verify() {
  // C1
  if (tensorOf(getInput()).getRank() < 3)
    return emitOpError("input must have rank 3 or more, got shape ")
           << shapeText(tensorOf(getInput()).getShape());
  // C2
  if (static_cast<int64_t>(getSize()) < 1)
    return emitOpError("size must be at least 1, got ") << static_cast<int64_t>(getSize());
  return success();
}

// The sum over neighbouring channels is a convolution along them, seen as the rows of one image.
Values LrnOp::decompose(Composer &compose) {
  Value x = getInput();
  SizedTensorType type = tensorOf(x);
  OpBuilder &b = compose.builder;
  int64_t size = static_cast<int64_t>(getSize());
  Value squares = compose.reshape(compose.mul(x, x), {type.getDimSize(0), 1, type.getDimSize(1),
                                                      *elementCount(type.getShape().drop_front(2))});
  Value weight = compose.filled(getAlpha().convertToDouble() / static_cast<double>(size),
                                SizedTensorType::get({1, 1, size, 1}, type.getElementType()));
  Value sums = compose.make<ConvOp>(squares, weight, Value(), DenseI64ArrayAttr(),
                                    b.getDenseI64ArrayAttr({(size - 1) / 2, 0, size / 2, 0}),
                                    DenseI64ArrayAttr(), b.getI64IntegerAttr(1), AutoPadAttr());
  Value base = compose.add(compose.reshape(sums, type), getBias().convertToDouble());
  Value factor = compose.make<PowOp>(base, compose.scalar(-getBeta().convertToDouble(), base));
  return {compose.mul(x, factor)};
}

LogicalResult LpNormalizationOp::verify() {
  // C1
  if (failed(checkedAxis(getLoc(), getOperationName(), static_cast<int64_t>(getAxis()),
                         tensorOf(getInput()).getRank())))
    return failure();
  // C2
  if (getP() != 1 && getP() != 2)
    return emitOpError("p must be 1 or 2, got ") << static_cast<int64_t>(getP());
  // C3
  return verifyEpsilon(*this, getEpsilon());
}

Values LpNormalizationOp::decompose(Composer &compose) {
  Value x = getInput();
  int64_t axis = static_cast<int64_t>(getAxis());
  Value norm = getP() == 1 ? compose.reduce<ReduceL1Op>(x, axis, /*keepdims=*/true)
                           : compose.reduce<ReduceL2Op>(x, axis, /*keepdims=*/true);
  return {compose.div(x, compose.make<MaxOp>(norm, compose.scalar(getEpsilon().convertToDouble(), norm)))};
}
