// Random numbers: verifiers, builders that take plain numbers, and decompositions into uniform draws.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

void RandomUniformOp::build(OpBuilder &builder, OperationState &result, Type type, Value state, double low,
                            double high) {
  build(builder, result, type, state.getType(), state, builder.getF64FloatAttr(low),
        builder.getF64FloatAttr(high));
}

LogicalResult RandomUniformOp::verify() {
  double low = getLow().convertToDouble(), high = getHigh().convertToDouble();
  // C1
  if (!(low < high))
    return emitOpError("low must be less than high: low is ") << low << ", high is " << high;
  return success();
}

void RandomNormalOp::build(OpBuilder &builder, OperationState &result, Type type, Value state, double mean,
                           double stddev) {
  build(builder, result, type, state.getType(), state, builder.getF64FloatAttr(mean),
        builder.getF64FloatAttr(stddev));
}

LogicalResult RandomNormalOp::verify() {
  double stddev = getStddev().convertToDouble();
  // C1
  if (!(stddev > 0))
    return emitOpError("stddev must be greater than 0, got ") << stddev;
  return success();
}

//===-- Made of uniform draws -----------------------------------------------------------------------===//

static RandomUniformOp uniform(Value state, SizedTensorType type, Composer &compose) {
  return compose.create<RandomUniformOp>(type, state);
}

LogicalResult BernoulliOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  types.append({adaptor.getProbabilities().getType(), adaptor.getState().getType()});
  return success();
}

// Never for 0 and always for 1, since a draw is in [0, 1).
Values BernoulliOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getProbabilities());
  RandomUniformOp draw = uniform(getState(), type, compose);
  Value isOne = compose.compare(ComparePredicate::lt, draw.getResult(), getProbabilities());
  return {compose.cast(isOne, type.getElementType()), draw.getNextState()};
}

LogicalResult CategoricalOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType logits = tensorOf(adaptor.getLogits());
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  // C1
  FailureOr<int64_t> axis = checkedAxis(location, getOperationName(), attribute ? attribute.getInt() : -1,
                                        logits.getRank(), "logits");
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(logits.getShape());
  shape.erase(shape.begin() + *axis);
  types.append({SizedTensorType::get(shape, IntegerType::get(context, 64)), adaptor.getState().getType()});
  return success();
}

// The greatest of logits to which Gumbel's noise, -log(-log u), is added. A u of 0 gives -∞: it never wins.
Values CategoricalOp::decompose(Composer &compose) {
  RandomUniformOp draw = uniform(getState(), tensorOf(getLogits()), compose);
  Value waiting = compose.neg(compose.unary<LogOp>(draw.getResult()));
  Value noisy = compose.sub(getLogits(), compose.unary<LogOp>(waiting));
  Value result = compose.make<ArgMaxOp>(noisy, getAxisAttr(), UnitAttr(), UnitAttr());
  return {result, draw.getNextState()};
}

LogicalResult PermutationOp::verify() {
  SizedTensorType type = tensorOf(getResult());
  // C1
  if (type.getRank() != 1 || !type.hasStaticShape())
    return emitOpError("result must have rank 1 and a static size, got shape ") << shapeText(type.getShape());
  return success();
}

// Where sorting moves elements of a draw. Equal ones, of which there are few with 53 bits, keep their order.
Values PermutationOp::decompose(Composer &compose) {
  SizedTensorType type = tensorOf(getResult());
  Builder &b = compose.builder;
  RandomUniformOp draw = uniform(getState(), type.clone(b.getF64Type()), compose);
  auto sorted = compose.create<SortOp>(draw.getResult(), b.getI64IntegerAttr(0), UnitAttr());
  return {compose.cast(sorted.getIndices(), type.getElementType()), draw.getNextState()};
}

// C1 of both.
template <typename Op> static LogicalResult verifyRatio(Op op) {
  double ratio = op.getRatio().convertToDouble();
  if (!(ratio >= 0 && ratio < 1))
    return op.emitOpError("ratio must be at least 0 and less than 1, got ") << ratio;
  return success();
}

LogicalResult DropoutMaskOp::verify() { return verifyRatio(*this); }
LogicalResult DropoutOp::verify() { return verifyRatio(*this); }

Values DropoutMaskOp::decompose(Composer &compose) {
  double ratio = getRatio().convertToDouble();
  RandomUniformOp draw = uniform(getState(), tensorOf(getResult()), compose);
  Value isKept = compose.compare(ComparePredicate::ge, draw.getResult(), ratio);
  Value scale = compose.scalar(1 / (1 - ratio), draw.getResult());
  Value mask = compose.where(isKept, scale, 0);
  return {mask, draw.getNextState()};
}

Values DropoutOp::decompose(Composer &) { return {getInput()}; }
