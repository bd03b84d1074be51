// Derivative rules of the losses.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints softmaxCrossEntropyLoss(SoftmaxCrossEntropyLossOp op, Value g, Emitter &emit) {
  Value logits = op.getLogits(), labels = op.getLabels();
  Value probabilities = emit.unary<SoftmaxOp>(logits);
  Value target = emit.make<OneHotOp>(logits.getType(), labels);
  Value share = emit.div(g, emit.size(labels, std::nullopt, logits));
  return {emit.mul(emit.sub(probabilities, target), share), Value()};
}

void addLossRules(RuleTable &table) { table.add(softmaxCrossEntropyLoss); }
} // namespace dlc::autodiff
