// Connectionist temporal classification: shape inference, and the forward algorithm as ops. Probabilities and
// not their logarithms are summed, scaled to 1 at each step (Rabiner, 1989), so that no sum meets an
// infinity.
#include "NN/NNInference.h"
#include "NN/NNSteps.h"

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;
using Is = ComparePredicate;

LogicalResult CtcLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> location, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) { return emitOptionalError(location, "'nn.ctc_loss' op ", message...); };
  SizedTensorType logs = tensorOf(adaptor.getLogProbabilities()), labels = tensorOf(adaptor.getLabels());
  SizedTensorType inputLengths = tensorOf(adaptor.getInputLengths()),
                  labelLengths = tensorOf(adaptor.getLabelLengths());
  // C1
  if (logs.getRank() != 3 || labels.getRank() != 2 || labels.getDimSize(0) != logs.getDimSize(0) ||
      inputLengths.getShape() != logs.getShape().take_front() ||
      labelLengths.getShape() != logs.getShape().take_front())
    return fail("needs log-probabilities [batch, time, classes], labels [batch, length] and lengths [batch]: "
                "shapes are ",
                shapeText(logs.getShape()), ", ", shapeText(labels.getShape()), ", ",
                shapeText(inputLengths.getShape()), " and ", shapeText(labelLengths.getShape()));
  if (isSymbolic(logs.getDimSize(2)))
    return fail("the number of classes cannot be dynamic: log-probabilities have shape ",
                shapeText(logs.getShape()));
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
  types.push_back(SizedTensorType::get(isEach ? logs.getShape().take_front() : ArrayRef<int64_t>(),
                                       logs.getElementType()));
  return success();
}

namespace {
// The states are the labels with blanks between and around them; state 2k + 1 is the label k.
class Forward {
public:
  Forward(CtcLossOp op, Composer &compose)
      : compose(compose), location(op.getLoc()), labels(op.getLabels()), logs(op.getLogProbabilities()),
        type(tensorOf(logs)), batch(type.getDimSize(0)), length(type.getDimSize(1)),
        states(statesOf(tensorOf(labels).getDimSize(1))), blank(static_cast<double>(op.getBlank())),
        inputLengths(compose.reshape(op.getInputLengths(), {batch, 1})),
        labelLengths(compose.reshape(op.getLabelLengths(), {batch, 1})) {
    index = compose.range(states, getElementTypeOrSelf(labelLengths));
    lastState = compose.mul(labelLengths, 2);
  }

  // For each example, [batch].
  Value losses() {
    Value classes = classesOfStates();
    Value steps = compose.range(length, getElementTypeOrSelf(inputLengths));
    // What is beyond an example's time changes nothing.
    Value inTime = compose.compare(Is::gt, inputLengths, steps);
    // Before the first step, in the first blank: that is entered again, or the first label.
    Value start = compose.expand(compose.reshape(mask(compose.compare(Is::lt, index, 1)), {1, states}),
                                 type.clone({batch, states}));
    Steps step(compose, location, {start, compose.zeros(type.clone({batch, 1}))},
               {emissionsOf(classes), inTime});
    ScanOp scan = step.finish(
        next(step.compose, step.states, step.slices, step.capture(mayEnterFromTwoBefore(classes))), length);
    Value forward = scan.getResult(0), total = scan.getResult(1);
    // At last, in the last label or the blank behind it.
    Value isEnd = compose.make<OrOp>(compose.compare(Is::eq, index, lastState),
                                     compose.compare(Is::eq, index, compose.sub(lastState, 1)));
    Value end = compose.reduceSum(compose.mul(forward, mask(isEnd)), 1, /*keepdims=*/true);
    Value likelihood = compose.add(total, compose.unary<LogOp>(end));
    return compose.neg(compose.reshape(likelihood, batch));
  }

private:
  /// The probability of each state, scaled to 1, and the logarithm of that of all steps, after one more step.
  Values next(Composer &inner, ValueRange before, ValueRange slices, Value mayEnter) {
    Value forward = before[0], total = before[1], emission = slices[0];
    Value isInTime = inner.reshape(slices[1], {batch, 1});
    auto shifted = [&](int64_t places) { return shift(inner, forward, places); };
    Value entered = inner.add(inner.add(forward, shifted(1)), inner.mul(shifted(2), mayEnter));
    Value reached = inner.mul(entered, emission);
    Value sum = inner.where(isInTime, inner.reduceSum(reached, 1, /*keepdims=*/true), 1);
    // Where no alignment exists the sum is 0 and its logarithm says so; nothing is divided by it.
    Value divisor = inner.where(inner.compare(Is::eq, sum, 0), 1, sum);
    Value scaled = inner.where(isInTime, inner.div(reached, divisor), forward);
    return {scaled, inner.add(total, inner.unary<LogOp>(sum))};
  }

  Value mask(Value condition) { return compose.cast(condition, type.getElementType()); }

  Value classesOfStates() {
    SizedTensorType labelType = tensorOf(labels);
    int64_t count = labelType.getDimSize(1);
    Value each = compose.reshape(labels, {batch, count, 1});
    Value pairs = compose.concat({compose.filled(blank, tensorOf(each)), each}, 2);
    Value last = compose.filled(blank, labelType.clone({batch, 1}));
    return compose.concat({compose.reshape(pairs, {batch, twice(count)}), last}, 1);
  }

  // The probability of each state's class at each step, [batch, time, states]; 0 behind the last state.
  Value emissionsOf(Value classes) {
    SizedTensorType classType = tensorOf(classes);
    Value repeated = compose.expand(compose.reshape(classes, {batch, 1, states}),
                                    classType.clone({batch, length, states}));
    Value probabilities = compose.make<GatherElementsOp>(compose.unary<ExpOp>(logs), repeated,
                                                         compose.builder.getI64IntegerAttr(2));
    Value isState = compose.compare(Is::le, index, lastState);
    return compose.mul(probabilities, compose.reshape(mask(isState), {batch, 1, states}));
  }

  // A blank may be left out between two labels that differ.
  Value mayEnterFromTwoBefore(Value classes) {
    Value isLabel = compose.compare(Is::ne, classes, blank);
    return mask(compose.make<AndOp>(isLabel, compose.compare(Is::ne, classes, shift(compose, classes, 2))));
  }

  // Each state has what the one so many places before it had, the first ones 0.
  Value shift(Composer &at, Value values, int64_t places) {
    if (!isSymbolic(states) && places >= states)
      return at.zeros(tensorOf(values));
    return at.pad(at.slice(values, 1, 0, subtractSizes(states, places).value_or(states)), {0, places, 0, 0});
  }

  // Of a size that fits into 64 bits with every state of an example.
  static int64_t twice(int64_t count) { return multiplySizes(2, count).value_or(count); }
  static int64_t statesOf(int64_t count) { return addSizes(twice(count), 1).value_or(count); }

  Composer &compose;
  Location location;
  Value labels, logs;
  SizedTensorType type;
  int64_t batch, length, states;
  double blank;
  Value inputLengths, labelLengths, index, lastState;
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
