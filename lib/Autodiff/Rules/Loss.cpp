// Derivative rules of the losses whose derivative is simpler, or exact, where that of their parts is not.
#include "Autodiff/Rules.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints softmaxCrossEntropyLoss(SoftmaxCrossEntropyLossOp op, Value g, Emitter &emit) {
  Value logits = op.getLogits(), labels = op.getLabels();
  Value probabilities = emit.unary<SoftmaxOp>(logits);
  // A label out of range has no target; a negative one does not count from the end.
  Value none =
      emit.scalar(static_cast<double>(cast<nn::SizedTensorType>(logits.getType()).getDimSize(1)), labels);
  Value checked = emit.where(emit.compare(ComparePredicate::lt, labels, 0), none, labels);
  Value target = emit.make<OneHotOp>(logits.getType(), checked);
  Value share = emit.div(g, emit.size(labels, std::nullopt, logits));
  return {emit.mul(emit.sub(probabilities, target), share), Value()};
}

// The adjoint of each single loss; a scalar, unless there is no reduction.
template <typename Op> static Value shareOf(Op op, Value g, Emitter &emit) {
  Value input = op.getInput();
  switch (op.getReduction()) {
  case LossReduction::none:
  case LossReduction::sum:
    return g;
  case LossReduction::mean:
    return emit.div(g, emit.size(input, std::nullopt, input));
  case LossReduction::batch_mean:
    return emit.div(g, emit.size(input, ArrayRef<int64_t>(0), input));
  }
  llvm_unreachable("a reduction that the switch does not know");
}

// (p - target) / (p · (1 - p)), whose denominator is at least 1e-12, as PyTorch's: in single precision.
static Adjoints binaryCrossEntropyLoss(BinaryCrossEntropyLossOp op, Value g, Emitter &emit) {
  Value p = op.getInput(), target = op.getTarget(), share = shareOf(op, g, emit);
  Adjoints result(2);
  if (emit.wants(p)) {
    Value variance = emit.mul(emit.sub(1, p), p);
    Value bounded = emit.make<MaxOp>(variance, emit.scalar(1e-12F, p));
    result[0] = emit.mul(share, emit.div(emit.sub(p, target), bounded));
  }
  if (emit.wants(target)) {
    Value logit = emit.sub(emit.unary<Log1pOp>(emit.neg(p)), emit.unary<LogOp>(p));
    result[1] = emit.mul(share, logit);
  }
  return result;
}

// sigmoid(x) - target; at 0 the parts, max(x, 0) and |x|, would have other slopes than their sum.
static Adjoints binaryCrossEntropyWithLogitsLoss(BinaryCrossEntropyWithLogitsLossOp op, Value g,
                                                 Emitter &emit) {
  Value x = op.getInput(), share = shareOf(op, g, emit);
  Adjoints result(2);
  if (emit.wants(x))
    result[0] = emit.mul(share, emit.sub(emit.unary<SigmoidOp>(x), op.getTarget()));
  if (emit.wants(op.getTarget()))
    result[1] = emit.neg(emit.mul(share, x));
  return result;
}

void addLossRules(RuleTable &table) {
  table.add(softmaxCrossEntropyLoss, [](SoftmaxCrossEntropyLossOp op) { return op.isPrimitive(); });
  table.add(binaryCrossEntropyLoss);
  table.add(binaryCrossEntropyWithLogitsLoss);
}
} // namespace dlc::autodiff
