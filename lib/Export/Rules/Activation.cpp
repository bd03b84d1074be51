// Activation functions. Those that ONNX lacks (silu, step, …) are decomposed.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

template <typename Op> static void plain(Writer &w, Op op) {
  w.set(ruleFor(op)->operators, {w.in(op.getInput())});
}

/// With an attribute alpha, and one more.
template <typename Op> static void withAlpha(Writer &w, Op op) {
  w.set(ruleFor(op)->operators, {w.in(op.getInput())},
        Attrs().f("alpha", w.real(op.getAlpha(), elementOf(op.getInput()))));
}

static void relu(Writer &w, nn::ReluOp op) {
  if (elementOf(op.getInput()).isUnsignedInteger())
    w.setAlias(w.in(op.getInput()));
  else
    w.set("Relu", {w.in(op.getInput())});
}

static void selu(Writer &w, nn::SeluOp op) {
  Type element = elementOf(op.getInput());
  w.set("Selu", {w.in(op.getInput())},
        Attrs().f("alpha", w.real(op.getAlpha(), element)).f("gamma", w.real(op.getGamma(), element)));
}

static void celu(Writer &w, nn::CeluOp op) {
  if (!elementOf(op.getInput()).isF32())
    refuse("Celu is for f32");
  w.set("Celu", {w.in(op.getInput())}, Attrs().f("alpha", op.getAlpha().convertToDouble()));
}

static void hardSigmoid(Writer &w, nn::HardSigmoidOp op) {
  Type element = elementOf(op.getInput());
  w.set("HardSigmoid", {w.in(op.getInput())},
        Attrs().f("alpha", w.real(op.getAlpha(), element)).f("beta", w.real(op.getBeta(), element)));
}

static void gelu(Writer &w, nn::GeluOp op) {
  w.set("Gelu", {w.in(op.getInput())},
        Attrs().s("approximate", nn::stringifyGeluApproximation(op.getApproximate())));
}

static void prelu(Writer &w, nn::PReluOp op) { w.set("PRelu", {w.in(op.getInput()), w.in(op.getSlope())}); }

ArrayRef<Rule> activationRules() {
  static const Rule rules[] = {
      rule<nn::TanhOp, plain<nn::TanhOp>>("Tanh"),
      rule<nn::SigmoidOp, plain<nn::SigmoidOp>>("Sigmoid"),
      rule<nn::ReluOp, relu>("Relu", "unsigned: its operand"),
      rule<nn::SoftplusOp, plain<nn::SoftplusOp>>("Softplus"),
      rule<nn::SoftsignOp, plain<nn::SoftsignOp>>("Softsign"),
      rule<nn::MishOp, plain<nn::MishOp>>("Mish"),
      rule<nn::HardSwishOp, plain<nn::HardSwishOp>>("HardSwish"),
      rule<nn::HardSigmoidOp, hardSigmoid>("HardSigmoid"),
      rule<nn::LeakyReluOp, withAlpha<nn::LeakyReluOp>>("LeakyRelu"),
      rule<nn::ThresholdedReluOp, withAlpha<nn::ThresholdedReluOp>>("ThresholdedRelu"),
      rule<nn::EluOp, withAlpha<nn::EluOp>>("Elu"),
      rule<nn::SeluOp, selu>("Selu"),
      rule<nn::CeluOp, celu>("Celu", "of f32; others are decomposed"),
      rule<nn::GeluOp, gelu>("Gelu"),
      rule<nn::PReluOp, prelu>("PRelu"),
  };
  return rules;
}

} // namespace dlc::exporter
