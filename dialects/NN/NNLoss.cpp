// Losses: shape inference, verifiers and decompositions.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;
using Is = ComparePredicate;

template <typename Adaptor> static LossReduction reductionOf(Adaptor &adaptor) {
  LossReductionAttr attribute = attributeOf(adaptor, adaptor.getProperties().reduction, "reduction");
  return attribute ? attribute.getValue() : LossReduction::mean;
}

// The type of a loss whose single losses have `type`.
static SizedTensorType reducedType(SizedTensorType type, LossReduction reduction) {
  return reduction == LossReduction::none ? type : SizedTensorType::get({}, type.getElementType());
}

// What becomes of the single losses.
static Value reduced(Value losses, LossReduction reduction, Composer &compose) {
  switch (reduction) {
  case LossReduction::none:
    return losses;
  case LossReduction::sum:
    return compose.reduce<ReduceSumOp>(losses, std::nullopt);
  case LossReduction::mean:
    return compose.reduce<ReduceMeanOp>(losses, std::nullopt);
  case LossReduction::batch_mean:
    return compose.div(compose.reduce<ReduceSumOp>(losses, std::nullopt),
                       compose.size(losses, ArrayRef<int64_t>(0), losses));
  }
  llvm_unreachable("a reduction that the switch does not know");
}

//===-- Of two tensors, element by element ----------------------------------------------------------===//

template <typename Op>
static LogicalResult inferElements(std::optional<Location> location, typename Op::Adaptor adaptor,
                                   SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'", Op::getOperationName(), "' op ", message...);
  };
  SizedTensorType input = tensorOf(adaptor.getInput());
  // C1
  if (input != adaptor.getTarget().getType())
    return fail("input and target must have one type: input is ", input, ", target is ",
                adaptor.getTarget().getType());
  // C2
  LossReduction reduction = reductionOf(adaptor);
  if (reduction == LossReduction::batch_mean && input.getRank() == 0)
    return fail("a scalar has no batch to take the mean over");
  types.push_back(reducedType(input, reduction));
  return success();
}

#define DLC_INFER_ELEMENTS(OP)                                                                               \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,       \
                                     SmallVectorImpl<Type> &types) {                                         \
    return inferElements<OP>(location, adaptor, types);                                                      \
  }
DLC_INFER_ELEMENTS(MseLossOp)
DLC_INFER_ELEMENTS(L1LossOp)
DLC_INFER_ELEMENTS(HuberLossOp)
DLC_INFER_ELEMENTS(HingeLossOp)
DLC_INFER_ELEMENTS(BinaryCrossEntropyLossOp)
DLC_INFER_ELEMENTS(BinaryCrossEntropyWithLogitsLossOp)
DLC_INFER_ELEMENTS(KLDivergenceLossOp)
#undef DLC_INFER_ELEMENTS

Values MseLossOp::decompose(Composer &compose) {
  Value distance = compose.sub(getInput(), getTarget());
  return {reduced(compose.mul(distance, distance), getReduction(), compose)};
}

Values L1LossOp::decompose(Composer &compose) {
  Value distance = compose.sub(getInput(), getTarget());
  return {reduced(compose.unary<AbsOp>(distance), getReduction(), compose)};
}

LogicalResult HuberLossOp::verify() {
  // C3
  if (!(getDelta().convertToDouble() > 0))
    return emitOpError("delta must be greater than 0, got ") << getDelta().convertToDouble();
  return success();
}

Values HuberLossOp::decompose(Composer &compose) {
  double delta = getDelta().convertToDouble();
  Value distance = compose.unary<AbsOp>(compose.sub(getInput(), getTarget()));
  Value square = compose.mul(compose.mul(distance, distance), 0.5);
  Value line = compose.mul(compose.sub(distance, delta / 2), delta);
  Value losses = compose.where(compose.compare(Is::le, distance, delta), square, line);
  return {reduced(losses, getReduction(), compose)};
}

Values HingeLossOp::decompose(Composer &compose) {
  Value agreement = compose.mul(getTarget(), getInput());
  Value losses = compose.unary<ReluOp>(compose.sub(getMargin().convertToDouble(), agreement));
  return {reduced(losses, getReduction(), compose)};
}

Values BinaryCrossEntropyLossOp::decompose(Composer &compose) {
  Value p = getInput(), target = getTarget();
  auto bounded = [&](Value logarithm) {
    return compose.make<ClipOp>(logarithm.getType(), logarithm, compose.builder.getF64FloatAttr(-100),
                                FloatAttr());
  };
  Value ofOne = compose.mul(target, bounded(compose.unary<LogOp>(p)));
  Value ofZero = compose.mul(compose.sub(1, target), bounded(compose.unary<Log1pOp>(compose.neg(p))));
  return {reduced(compose.neg(compose.add(ofOne, ofZero)), getReduction(), compose)};
}

// max(x, 0) - x · target + log(1 + e^-|x|): neither side loses its digits where |x| is large.
Values BinaryCrossEntropyWithLogitsLossOp::decompose(Composer &compose) {
  Value x = getInput();
  Value power = compose.unary<ExpOp>(compose.neg(compose.unary<AbsOp>(x)));
  Value linear = compose.sub(compose.unary<ReluOp>(x), compose.mul(x, getTarget()));
  return {reduced(compose.add(linear, compose.unary<Log1pOp>(power)), getReduction(), compose)};
}

// 0 · log 0 is 0: the logarithm is taken of 1 there.
Values KLDivergenceLossOp::decompose(Composer &compose) {
  Value target = getTarget(), losses;
  if (getLogTarget()) {
    losses = compose.mul(compose.unary<ExpOp>(target), compose.sub(target, getInput()));
  } else {
    Value safe = compose.where(compose.compare(Is::eq, target, 0), 1, target);
    losses = compose.sub(compose.mul(target, compose.unary<LogOp>(safe)), compose.mul(target, getInput()));
  }
  return {reduced(losses, getReduction(), compose)};
}

//===-- Of scores and labels ------------------------------------------------------------------------===//

// The shape without dimension 1, the classes.
static SmallVector<int64_t> examplesShape(SizedTensorType scores) {
  SmallVector<int64_t> shape(scores.getShape());
  shape.erase(shape.begin() + 1);
  return shape;
}

// C2 of both.
static LogicalResult checkWeights(std::optional<Location> location, StringRef op, SizedTensorType scores,
                                  Value weights) {
  auto expected = SizedTensorType::get({scores.getDimSize(1)}, scores.getElementType());
  if (!weights || weights.getType() == expected)
    return success();
  return emitOptionalError(location, "'", op, "' op weights must be ", expected, ", one for each class, got ",
                           weights.getType());
}

LogicalResult SoftmaxCrossEntropyLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType logits = tensorOf(adaptor.getLogits()), labels = tensorOf(adaptor.getLabels());
  // C1
  bool areProbabilities = labels == logits;
  bool fits = logits.getRank() >= 2 &&
              (areProbabilities || (labels.getElementType().isSignlessInteger() &&
                                    labels.getShape() == ArrayRef<int64_t>(examplesShape(logits))));
  if (!fits)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op logits must be [batch, classes, …], and labels indices [batch, …] or "
                             "probabilities of the logits' type: logits are ",
                             logits, ", labels are ", labels);
  if (isSymbolic(logits.getDimSize(1)))
    return emitOptionalError(location, "'", getOperationName(),
                             "' op the number of classes cannot be dynamic: logits are ", logits);
  // C2
  if (failed(checkWeights(location, getOperationName(), logits, adaptor.getWeights())))
    return failure();
  types.push_back(reducedType(SizedTensorType::get(examplesShape(logits), logits.getElementType()),
                              reductionOf(adaptor)));
  return success();
}

LogicalResult SoftmaxCrossEntropyLossOp::verify() {
  double smoothing = getLabelSmoothing().convertToDouble();
  // C3
  if (!(smoothing >= 0 && smoothing <= 1))
    return emitOpError("label_smoothing must be between 0 and 1, got ") << smoothing;
  // C4
  if (getIgnoreIndex() && isa<FloatType>(getElementTypeOrSelf(getLabels())))
    return emitOpError("ignore_index ") << static_cast<int64_t>(*getIgnoreIndex())
                                        << " needs labels that are indices, got " << getLabels().getType();
  return success();
}

bool SoftmaxCrossEntropyLossOp::isPrimitive() {
  return tensorOf(getLogits()).getRank() == 2 && !isa<FloatType>(getElementTypeOrSelf(getLabels())) &&
         !getWeights() && !getIgnoreIndex() && getLabelSmoothing().isZero() &&
         getReduction() == LossReduction::mean;
}

LogicalResult NegativeLogLikelihoodLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType input = tensorOf(adaptor.getInput()), labels = tensorOf(adaptor.getLabels());
  // C1
  if (input.getRank() < 2 || labels.getShape() != ArrayRef<int64_t>(examplesShape(input)))
    return emitOptionalError(location, "'", getOperationName(),
                             "' op input must be [batch, classes, …] and labels [batch, …]: input is ", input,
                             ", labels are ", labels);
  // C2
  if (failed(checkWeights(location, getOperationName(), input, adaptor.getWeights())))
    return failure();
  types.push_back(
      reducedType(SizedTensorType::get(examplesShape(input), input.getElementType()), reductionOf(adaptor)));
  return success();
}

namespace {
// The loss of log-probabilities [batch, classes, …], each example's a sum over the classes.
class ClassLoss {
public:
  ClassLoss(Value logs, Value weights, LossReduction reduction, Composer &compose)
      : logs(logs), reduction(reduction), compose(compose), type(tensorOf(logs)) {
    if (weights)
      factors = compose.reshape(weights, alongClasses());
  }

  Value ofIndices(Value labels, std::optional<int64_t> ignored, double smoothing) {
    Type indexType = getElementTypeOrSelf(labels);
    SmallVector<int64_t> shape(type.getShape());
    shape[1] = 1;
    Value spread = compose.reshape(labels, shape);
    Value classes = compose.reshape(compose.range(type.getDimSize(1), indexType), alongClasses());
    Value isLabel = compose.compare(Is::eq, spread, classes), isCounted;
    if (ignored) {
      isCounted = compose.compare(Is::ne, spread, static_cast<double>(*ignored));
      isLabel = compose.make<AndOp>(isLabel, isCounted);
    }
    Value weighted = factors ? compose.mul(logs, factors) : logs;
    // Chosen and not multiplied: the logarithm of another class may be infinite.
    Value losses = compose.neg(overClasses(compose.where(isLabel, weighted, 0)));
    if (smoothing != 0) {
      double share = smoothing / static_cast<double>(type.getDimSize(1));
      Value shares = compose.mul(overClasses(weighted), share);
      // By the class that it is, and not by a comparison with their number, which the labels' type may not
      // hold.
      Value isClass = compose.compare(Is::gt, overClasses(compose.cast(isLabel, type.getElementType())), 0);
      losses = compose.sub(compose.mul(losses, 1 - smoothing), compose.where(isClass, shares, 0));
    }
    if (reduction != LossReduction::mean || (!factors && !ignored))
      return reduced(losses, reduction, compose);
    Value counted =
        factors ? compose.where(isLabel, factors, 0) : compose.cast(isCounted, type.getElementType());
    return compose.div(compose.reduce<ReduceSumOp>(losses, std::nullopt),
                       compose.reduce<ReduceSumOp>(counted, std::nullopt));
  }

  Value ofProbabilities(Value target, double smoothing) {
    if (smoothing != 0)
      target = compose.add(compose.mul(target, 1 - smoothing),
                           smoothing / static_cast<double>(type.getDimSize(1)));
    Value terms = compose.mul(logs, target);
    if (factors)
      terms = compose.mul(terms, factors);
    return reduced(compose.neg(overClasses(terms)), reduction, compose);
  }

private:
  // The shape of a value for each class that broadcasts against the logarithms.
  SmallVector<int64_t> alongClasses() {
    SmallVector<int64_t> shape(type.getRank() - 1, 1);
    shape[0] = type.getDimSize(1);
    return shape;
  }
  Value overClasses(Value terms) { return compose.reduceSum(terms, 1); }

  Value logs, factors;
  LossReduction reduction;
  Composer &compose;
  SizedTensorType type;
};
} // namespace

static std::optional<int64_t> asSigned(std::optional<uint64_t> index) {
  return index ? std::optional<int64_t>(static_cast<int64_t>(*index)) : std::nullopt;
}

Values SoftmaxCrossEntropyLossOp::decompose(Composer &compose) {
  Value logs =
      compose.make<LogSoftmaxOp>(getLogits().getType(), getLogits(), compose.builder.getI64IntegerAttr(1));
  ClassLoss loss(logs, getWeights(), getReduction(), compose);
  double smoothing = getLabelSmoothing().convertToDouble();
  if (isa<FloatType>(getElementTypeOrSelf(getLabels())))
    return {loss.ofProbabilities(getLabels(), smoothing)};
  return {loss.ofIndices(getLabels(), asSigned(getIgnoreIndex()), smoothing)};
}

Values NegativeLogLikelihoodLossOp::decompose(Composer &compose) {
  ClassLoss loss(getInput(), getWeights(), getReduction(), compose);
  return {loss.ofIndices(getLabels(), asSigned(getIgnoreIndex()), /*smoothing=*/0)};
}

//===-- Angles --------------------------------------------------------------------------------------===//

LogicalResult CosineSimilarityOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                   Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType lhs = tensorOf(adaptor.getLhs());
  // C1
  if (lhs != adaptor.getRhs().getType())
    return emitOptionalError(location, "'", getOperationName(),
                             "' op lhs and rhs must have one type: lhs is ", lhs, ", rhs is ",
                             adaptor.getRhs().getType());
  // C2
  IntegerAttr attribute = attributeOf(adaptor, adaptor.getProperties().axis, "axis");
  FailureOr<int64_t> axis =
      checkedAxis(location, getOperationName(), attribute ? attribute.getInt() : 1, lhs.getRank(), "lhs");
  if (failed(axis))
    return failure();
  SmallVector<int64_t> shape(lhs.getShape());
  shape.erase(shape.begin() + *axis);
  types.push_back(SizedTensorType::get(shape, lhs.getElementType()));
  return success();
}

LogicalResult CosineSimilarityOp::verify() {
  // C3
  if (!(getEpsilon().convertToDouble() > 0))
    return emitOpError("epsilon must be greater than 0, got ") << getEpsilon().convertToDouble();
  return success();
}

Values CosineSimilarityOp::decompose(Composer &compose) {
  int64_t axis = static_cast<int64_t>(getAxis());
  auto norm = [&](Value vectors) {
    Value length = compose.reduce<ReduceL2Op>(vectors, ArrayRef<int64_t>(axis));
    return compose.make<ClipOp>(length.getType(), length, getEpsilonAttr(), FloatAttr());
  };
  Value product = compose.reduceSum(compose.mul(getLhs(), getRhs()), axis);
  return {compose.div(product, compose.mul(norm(getLhs()), norm(getRhs())))};
}

LogicalResult CosineEmbeddingLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location,
                                                      Adaptor adaptor, SmallVectorImpl<Type> &types) {
  SizedTensorType lhs = tensorOf(adaptor.getLhs()), target = tensorOf(adaptor.getTarget());
  // C1
  if (lhs.getRank() != 2 || lhs != adaptor.getRhs().getType() ||
      target != SizedTensorType::get(lhs.getShape().front(), lhs.getElementType()))
    return emitOptionalError(location, "'", getOperationName(),
                             "' op needs lhs and rhs [batch, size] of one type and a target [batch]: lhs is ",
                             lhs, ", rhs is ", adaptor.getRhs().getType(), ", target is ", target);
  types.push_back(reducedType(target, reductionOf(adaptor)));
  return success();
}

// The squared norms are made positive by 1e-12, as in PyTorch.
Values CosineEmbeddingLossOp::decompose(Composer &compose) {
  auto square = [&](Value vectors) {
    return compose.add(compose.reduce<ReduceSumSquareOp>(vectors, ArrayRef<int64_t>(1)), 1e-12);
  };
  Value product = compose.reduceSum(compose.mul(getLhs(), getRhs()), 1);
  Value cosine = compose.div(product, compose.unary<SqrtOp>(compose.mul(square(getLhs()), square(getRhs()))));
  Value apart = compose.unary<ReluOp>(compose.sub(cosine, getMargin().convertToDouble()));
  Value ifApart = compose.where(compose.compare(Is::eq, getTarget(), -1), apart, 0);
  Value losses = compose.where(compose.compare(Is::eq, getTarget(), 1), compose.sub(1, cosine), ifApart);
  return {reduced(losses, getReduction(), compose)};
}
