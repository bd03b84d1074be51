// Connectionist temporal classification: shape inference, and the forward algorithm as ops. Probabilities and
// not their logarithms are summed, scaled to 1 at each step (Rabiner, 1989), so that no sum meets an
// infinity.
#include "NN/NNComposer.h"
#include "NN/NNInference.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;
using Is = ComparePredicate;

LogicalResult CtcLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.ctc_loss' op ", message...); };
  RankedTensorType logs = tensorOf(adaptor.getLogProbabilities()), labels = tensorOf(adaptor.getLabels());
  RankedTensorType inputLengths = tensorOf(adaptor.getInputLengths()),
                   labelLengths = tensorOf(adaptor.getLabelLengths());
  // C1
  if (logs.getRank() != 3 || labels.getRank() != 2 || labels.getDimSize(0) != logs.getDimSize(0) ||
      inputLengths.getShape() != logs.getShape().take_front() ||
      labelLengths.getShape() != logs.getShape().take_front())
    return fail("needs log-probabilities [batch, time, classes], labels [batch, length] and lengths [batch]: "
                "shapes are ",
                shapeText(logs.getShape()), ", ", shapeText(labels.getShape()), ", ",
                shapeText(inputLengths.getShape()), " and ", shapeText(labelLengths.getShape()));
  // C2
  IntegerAttr blank = attributeOf(adaptor, adaptor.getProperties().blank, "blank");
  if (blank && (blank.getInt() < 0 || blank.getInt() >= logs.getDimSize(2)))
    return fail("blank must be one of the classes: it is ", blank.getInt(), ", log-probabilities have shape ",
                shapeText(logs.getShape()));
  // C3
  if (logs.getDimSize(1) == 0)
    return fail("needs a step in time: log-probabilities have shape ", shapeText(logs.getShape()));
  LossReductionAttr reduction = attributeOf(adaptor, adaptor.getProperties().reduction, "reduction");
  bool isEach = reduction && reduction.getValue() == LossReduction::none;
  types.push_back(RankedTensorType::get(isEach ? logs.getShape().take_front() : ArrayRef<int64_t>(),
                                        logs.getElementType()));
  return success();
}

namespace {
// The states are the labels with blanks between and around them; state 2k + 1 is the label k.
class Forward {
public:
  Forward(CtcLossOp op, Composer &compose)
      : compose(compose), labels(op.getLabels()), logs(op.getLogProbabilities()), type(tensorOf(logs)),
        batch(type.getDimSize(0)), steps(type.getDimSize(1)), states(2 * tensorOf(labels).getDimSize(1) + 1),
        blank(static_cast<double>(op.getBlank())),
        inputLengths(compose.reshape(op.getInputLengths(), {batch, 1})),
        labelLengths(compose.reshape(op.getLabelLengths(), {batch, 1})) {
    index = compose.range(states, getElementTypeOrSelf(labelLengths));
    lastState = compose.mul(labelLengths, 2);
  }

  // For each example, [batch].
  Value losses() {
    Value classes = classesOfStates();
    Values emissions = emissionsOf(classes);
    Value mayEnter = mayEnterFromTwoBefore(classes), total;
    // At first, in the first blank or the first label.
    Value reached = compose.mul(emissions[0], mask(compose.compare(Is::lt, index, 2)));
    for (int64_t t = 0; t < steps; ++t) {
      if (t > 0)
        reached = compose.mul(compose.add(compose.add(forward, shifted(forward, 1)),
                                          compose.mul(shifted(forward, 2), mayEnter)),
                              emissions[t]);
      // What is beyond an example's time changes nothing.
      Value isInTime = compose.compare(Is::gt, inputLengths, static_cast<double>(t));
      Value sum = compose.where(isInTime, compose.reduceSum(reached, 1, /*keepdims=*/true), 1);
      // Where no alignment exists the sum is 0 and its logarithm says so; nothing is divided by it.
      Value divisor = compose.where(compose.compare(Is::eq, sum, 0), 1, sum);
      Value scaled = compose.div(reached, divisor);
      forward = forward ? compose.where(isInTime, scaled, forward) : scaled;
      Value logarithm = compose.unary<LogOp>(sum);
      total = total ? compose.add(total, logarithm) : logarithm;
    }
    // At last, in the last label or the blank behind it.
    Value isEnd = compose.make<OrOp>(compose.compare(Is::eq, index, lastState),
                                     compose.compare(Is::eq, index, compose.sub(lastState, 1)));
    Value end = compose.reduceSum(compose.mul(forward, mask(isEnd)), 1, /*keepdims=*/true);
    Value likelihood = compose.add(total, compose.unary<LogOp>(end));
    return compose.neg(compose.reshape(likelihood, batch));
  }

private:
  Value mask(Value condition) { return compose.cast(condition, type.getElementType()); }

  Value classesOfStates() {
    RankedTensorType labelType = tensorOf(labels);
    int64_t length = labelType.getDimSize(1);
    Value each = compose.reshape(labels, {batch, length, 1});
    Value pairs = compose.concat({compose.filled(blank, tensorOf(each)), each}, 2);
    Value last = compose.filled(blank, labelType.clone({batch, 1}));
    return compose.concat({compose.reshape(pairs, {batch, 2 * length}), last}, 1);
  }

  // The probability of each state's class at each step, [batch, states]; 0 behind the last state.
  Values emissionsOf(Value classes) {
    RankedTensorType classType = tensorOf(classes);
    Value repeated =
        compose.expand(compose.reshape(classes, {batch, 1, states}), classType.clone({batch, steps, states}));
    Value probabilities = compose.make<GatherElementsOp>(compose.unary<ExpOp>(logs), repeated,
                                                         compose.builder.getI64IntegerAttr(2));
    Value isState = compose.compare(Is::le, index, lastState);
    Value counted = compose.mul(probabilities, compose.reshape(mask(isState), {batch, 1, states}));
    auto split =
        compose.create<SplitOp>(SmallVector<Type>(steps, type.clone({batch, 1, states})), counted,
                                compose.builder.getI64IntegerAttr(1),
                                compose.builder.getDenseI64ArrayAttr(SmallVector<int64_t>(steps, 1)));
    return llvm::map_to_vector(split.getParts(),
                               [&](Value part) { return compose.reshape(part, {batch, states}); });
  }

  // A blank may be left out between two labels that differ.
  Value mayEnterFromTwoBefore(Value classes) {
    Value isLabel = compose.compare(Is::ne, classes, blank);
    return mask(compose.make<AndOp>(isLabel, compose.compare(Is::ne, classes, shifted(classes, 2))));
  }

  // Each state has what the one so many places before it had, the first ones 0.
  Value shifted(Value values, int64_t places) {
    if (places >= states)
      return compose.zeros(tensorOf(values));
    return compose.pad(compose.slice(values, 1, 0, states - places), {0, places, 0, 0});
  }

  Composer &compose;
  Value labels, logs;
  RankedTensorType type;
  int64_t batch, steps, states;
  double blank;
  Value inputLengths, labelLengths, index, lastState;
  Value forward; // the probability of each state, scaled to 1
};
} // namespace

Values CtcLossOp::decompose(Composer &compose) {
  Value losses = Forward(*this, compose).losses();
  switch (getReduction()) {
  case LossReduction::none:
    return {losses};
  case LossReduction::sum:
    return {compose.reduce<ReduceSumOp>(losses, std::nullopt)};
  case LossReduction::batch_mean:
    return {compose.reduce<ReduceMeanOp>(losses, std::nullopt)};
  case LossReduction::mean: {
    Value lengths = compose.cast(getLabelLengths(), getElementTypeOrSelf(losses));
    Value positive = compose.make<MaxOp>(lengths, compose.scalar(1, lengths));
    return {compose.reduce<ReduceMeanOp>(compose.div(losses, positive), std::nullopt)};
  }
  }
  llvm_unreachable("a reduction that the switch does not know");
}
