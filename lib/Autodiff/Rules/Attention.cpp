// Derivative rule of attention: the weights are computed again and not kept.
#include "Autodiff/Rules.h"

#include "NN/NNAttention.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints attention(AttentionOp op, Value g, Emitter &emit) {
  Value query = op.getQuery(), key = op.getKey(), value = op.getValue(), mask = op.getMask();
  Adjoints adjoints(op->getNumOperands());
  if (emit.wants(query) && emit.wants(key) && emit.wants(value) && !(mask && emit.wants(mask))) {
    auto backward = emit.create<AttentionBackwardOp>(query, key, value, op.getResult(), g, mask,
                                                     op.getCausalAttr(), op.getScaleAttr());
    llvm::copy(backward->getResults(), adjoints.begin());
    return adjoints;
  }
  AttentionGradients gradients = attentionGradients(emit, AttentionInputs(op), op.getResult(), g,
                                                    [&](Value operand) { return emit.wants(operand); });
  adjoints[0] = gradients.query, adjoints[1] = gradients.key, adjoints[2] = gradients.value;
  if (gradients.mask)
    adjoints[3] = emit.unbroadcast(gradients.mask, mask.getType());
  return adjoints;
}

void addAttentionRules(RuleTable &table) { table.add(attention); }
} // namespace dlc::autodiff
