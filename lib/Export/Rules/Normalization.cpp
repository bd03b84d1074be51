// Normalizations, softmax, dropout.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

/// An epsilon is a float in ONNX. In f64 it differs from what is written here by less than what it is for.
static double epsilonOf(const APFloat &epsilon) { return epsilon.convertToDouble(); }

static void batchNorm(Writer &w, nn::BatchNormOp op) {
  w.set(
      "BatchNormalization",
      {w.in(op.getInput()), w.in(op.getScale()), w.in(op.getBias()), w.in(op.getMean()),
       w.in(op.getVariance())},
      Attrs().f("epsilon", epsilonOf(op.getEpsilon())).f("momentum", 1 - op.getMomentum().convertToDouble()));
}

/// The statistics of the batch, and an inference with them: few runtimes have ONNX's training mode.
static void batchNormTraining(Writer &w, nn::BatchNormTrainingOp op) {
  const std::string x = w.in(op.getInput());
  const int64_t rank = rankOf(op.getInput());
  SmallVector<int64_t> axes, line(static_cast<size_t>(rank), 1);
  for (int64_t d = 0; d < rank; ++d)
    if (d != 1)
      axes.push_back(d);
  line[1] = -1;
  const std::string over = w.ints(axes);
  const Attrs dropped = Attrs().i("keepdims", 0);
  w.node("ReduceMean", {x, over}, {w.out(1)}, dropped);
  const std::string centred = w.make("Sub", {x, w.make("Reshape", {w.out(1), w.ints(line)})});
  w.node("ReduceMean", {w.make("Mul", {centred, centred}), over}, {w.out(2)}, dropped);
  w.node("BatchNormalization", {x, w.in(op.getScale()), w.in(op.getBias()), w.out(1), w.out(2)}, {w.out(0)},
         Attrs().f("epsilon", epsilonOf(op.getEpsilon())));
}

template <typename Op> static void alongAxis(Writer &w, Op op) {
  w.set(ruleFor(op)->operators, {w.in(op.getInput())}, Attrs().i("axis", op.getAxis()));
}

/// What is not given is 1 for a scale and 0 for a bias.
static std::string orFilled(Writer &w, Value given, double value, ArrayRef<int64_t> shape, Type element) {
  if (given)
    return w.in(given);
  if (nn::hasSymbolic(shape))
    refuse("it normalizes over a dynamic size without a scale");
  return w.filled(value, shape, element);
}

/// Statistics are taken in f32 at most, by the definition of these operators.
static void checkWidth(Value input) {
  if (elementOf(input).isF64())
    refuse("its statistics would be those of f32");
}

static void layerNorm(Writer &w, nn::LayerNormOp op) {
  checkWidth(op.getInput());
  ArrayRef<int64_t> shape = shapeOf(op.getInput());
  const int64_t axis = axisOf(op.getAxis(), rankOf(op.getInput()));
  w.set("LayerNormalization",
        {w.in(op.getInput()), orFilled(w, op.getScale(), 1, shape.drop_front(axis), elementOf(op.getInput())),
         w.in(op.getBias())},
        Attrs().i("axis", axis).f("epsilon", epsilonOf(op.getEpsilon())));
}

static void groupNorm(Writer &w, nn::GroupNormOp op) {
  checkWidth(op.getInput());
  if (rankOf(op.getInput()) < 3)
    refuse("GroupNormalization has spatial dimensions");
  Type element = elementOf(op.getInput());
  const int64_t channels = shapeOf(op.getInput())[1];
  w.set("GroupNormalization",
        {w.in(op.getInput()), orFilled(w, op.getScale(), 1, channels, element),
         orFilled(w, op.getBias(), 0, channels, element)},
        Attrs().i("num_groups", op.getNumGroups()).f("epsilon", epsilonOf(op.getEpsilon())));
}

static void instanceNorm(Writer &w, nn::InstanceNormOp op) {
  Type element = elementOf(op.getInput());
  const int64_t channels = shapeOf(op.getInput())[1];
  w.set("InstanceNormalization",
        {w.in(op.getInput()), orFilled(w, op.getScale(), 1, channels, element),
         orFilled(w, op.getBias(), 0, channels, element)},
        Attrs().f("epsilon", epsilonOf(op.getEpsilon())));
}

static void rmsNorm(Writer &w, nn::RmsNormOp op) {
  checkWidth(op.getInput());
  const int64_t axis = axisOf(op.getAxis(), rankOf(op.getInput()));
  w.set("RMSNormalization",
        {w.in(op.getInput()),
         orFilled(w, op.getScale(), 1, shapeOf(op.getInput()).drop_front(axis), elementOf(op.getInput()))},
        Attrs().i("axis", axis).f("epsilon", epsilonOf(op.getEpsilon())));
}

static void lrn(Writer &w, nn::LrnOp op) {
  Type element = elementOf(op.getInput());
  if (op.getSize() % 2 == 0)
    refuse("where the window of an LRN of even size lies differs among implementations");
  w.set("LRN", {w.in(op.getInput())},
        Attrs()
            .i("size", op.getSize())
            .f("alpha", w.real(op.getAlpha(), element))
            .f("beta", w.real(op.getBeta(), element))
            .f("bias", w.real(op.getBias(), element)));
}

/// In inference a dropout passes its input on.
static void dropout(Writer &w, nn::DropoutOp op) { w.setAlias(w.in(op.getInput())); }

ArrayRef<Rule> normalizationRules() {
  static const Rule rules[] = {
      rule<nn::BatchNormOp, batchNorm>("BatchNormalization"),
      rule<nn::BatchNormTrainingOp, batchNormTraining>("BatchNormalization, ReduceMean",
                                                       "with the statistics of the batch"),
      rule<nn::SoftmaxOp, alongAxis<nn::SoftmaxOp>>("Softmax"),
      rule<nn::LogSoftmaxOp, alongAxis<nn::LogSoftmaxOp>>("LogSoftmax"),
      rule<nn::LayerNormOp, layerNorm>("LayerNormalization", "of f64: decomposed"),
      rule<nn::GroupNormOp, groupNorm>("GroupNormalization", "of f64: decomposed"),
      rule<nn::InstanceNormOp, instanceNorm>("InstanceNormalization"),
      rule<nn::RmsNormOp, rmsNorm>("RMSNormalization", "decomposed of f64 and for older operator sets", 23),
      rule<nn::LrnOp, lrn>("LRN", "of even size: decomposed"),
      rule<nn::DropoutOp, dropout>("", "its operand"),
  };
  return rules;
}

} // namespace dlc::exporter
