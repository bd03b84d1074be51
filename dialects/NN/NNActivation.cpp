// Activation functions: decompositions of the compound ones. A condition that NaN fails leads to x itself, so
// that NaN stays.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

#include <numbers>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;
using Is = ComparePredicate;

Values StepOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.cast(compose.compare(Is::gt, x, 0), getElementTypeOrSelf(x))};
}

Values SoftsignOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.div(x, compose.add(compose.unary<AbsOp>(x), 1))};
}

Values SiluOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.mul(x, compose.unary<SigmoidOp>(x))};
}

Values MishOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.mul(x, compose.unary<TanhOp>(compose.unary<SoftplusOp>(x)))};
}

//===-- Pieces of lines -----------------------------------------------------------------------------===//

Values HardSigmoidOp::decompose(Composer &compose) {
  double alpha = getAlpha().convertToDouble(), beta = getBeta().convertToDouble();
  Value line = compose.add(compose.mul(getInput(), alpha), beta);
  Value bounded = compose.where(compose.compare(Is::ge, line, 1), 1, line);
  return {compose.where(compose.compare(Is::le, line, 0), 0, bounded)};
}

Values HardSwishOp::decompose(Composer &compose) {
  Value x = getInput();
  auto factor = compose.create<HardSigmoidOp>(x, APFloat(1.0 / 6), APFloat(0.5));
  return {compose.mul(x, factor)};
}

Values LeakyReluOp::decompose(Composer &compose) {
  Value x = getInput();
  Value below = compose.mul(x, getAlpha().convertToDouble());
  return {compose.where(compose.compare(Is::gt, x, 0), x, below)};
}

Values ThresholdedReluOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.where(compose.compare(Is::gt, x, getAlpha().convertToDouble()), x, 0)};
}

LogicalResult PReluOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput()), slope = tensorOf(adaptor.getSlope());
  // C1
  if (input.getElementType() != slope.getElementType())
    return emitOptionalError(location, "'nn.prelu' op element types differ: input has ",
                             input.getElementType(), ", slope has ", slope.getElementType());
  // C2
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes({input.getShape(), slope.getShape()});
  if (failed(shape) || ArrayRef<int64_t>(*shape) != input.getShape())
    return emitOptionalError(location,
                             "'nn.prelu' op slope does not broadcast to the input: slope has shape ",
                             shapeText(slope.getShape()), ", input has ", shapeText(input.getShape()));
  types.push_back(input);
  return success();
}

Values PReluOp::decompose(Composer &compose) {
  Value x = getInput();
  return {compose.where(compose.compare(Is::gt, x, 0), x, compose.mul(x, getSlope()))};
}

//===-- Exponential units ---------------------------------------------------------------------------===//

// x above 0, height · (e^(x · steepness) - 1) up to it. What is above does not reach the exponential, which
// would overflow, and which at 0 has the derivative.
static Value exponentialUnit(Composer &compose, Value x, double height, double steepness) {
  Value isAbove = compose.compare(Is::gt, x, 0);
  Value exponent = compose.where(isAbove, 0, x);
  if (steepness != 1)
    exponent = compose.mul(exponent, steepness);
  Value below = compose.unary<Expm1Op>(exponent);
  return compose.where(isAbove, x, height == 1 ? below : compose.mul(below, height));
}

Values EluOp::decompose(Composer &compose) {
  return {exponentialUnit(compose, getInput(), getAlpha().convertToDouble(), 1)};
}

Values SeluOp::decompose(Composer &compose) {
  Value unit = exponentialUnit(compose, getInput(), getAlpha().convertToDouble(), 1);
  return {compose.mul(unit, getGamma().convertToDouble())};
}

LogicalResult CeluOp::verify() {
  // C1
  if (getAlpha().isZero())
    return emitOpError("alpha must not be 0");
  return success();
}

Values CeluOp::decompose(Composer &compose) {
  double alpha = getAlpha().convertToDouble();
  return {exponentialUnit(compose, getInput(), alpha, 1 / alpha)};
}

// x/2 · (1 + erf(x / √2)), or x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
Values GeluOp::decompose(Composer &compose) {
  Value x = getInput(), s;
  if (getApproximate() == GeluApproximation::none) {
    s = compose.unary<ErfOp>(compose.mul(x, 1 / std::numbers::sqrt2));
  } else {
    Value cube = compose.mul(x, compose.mul(x, x));
    Value inner = compose.add(x, compose.mul(cube, 0.044715));
    s = compose.unary<TanhOp>(compose.mul(inner, std::numbers::sqrt2 * std::numbers::inv_sqrtpi));
  }
  return {compose.mul(compose.mul(x, 0.5), compose.add(s, 1))};
}
