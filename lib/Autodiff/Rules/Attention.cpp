// Derivative rule of attention: the weights are computed again and not kept. Of softmax's derivative, the
// mean of the adjoints under the weights is the product of the result with its own adjoint (Dao et al.,
// 2022).
#include "Autodiff/Rules.h"

#include "NN/NNAttention.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
static Adjoints attention(AttentionOp op, Value g, Emitter &emit) {
  Value query = op.getQuery(), key = op.getKey(), value = op.getValue(), mask = op.getMask();
  UnitAttr yes = emit.builder.getUnitAttr(), no;
  AttentionParts parts = attentionParts(emit, op);
  Value ofRows = asRows(emit, op, g);
  Adjoints adjoints(op->getNumOperands());
  if (emit.wants(value))
    adjoints[2] = emit.make<MatmulOp>(parts.weights, ofRows, yes, no);
  if (!emit.wants(query) && !emit.wants(key) && !emit.wants(mask))
    return adjoints;
  Value ofWeights = emit.make<MatmulOp>(ofRows, value, no, yes);
  Value mean = emit.reduceSum(emit.mul(ofRows, asRows(emit, op, op.getResult())), {3}, /*keepdims=*/true);
  Value ofScores = emit.mul(parts.weights, emit.sub(ofWeights, mean));
  if (emit.wants(query)) {
    Value scaled = emit.mul(emit.make<MatmulOp>(ofScores, key, no, no), parts.scale);
    adjoints[0] = emit.reshape(scaled, cast<nn::SizedTensorType>(query.getType()));
  }
  if (emit.wants(key))
    adjoints[1] = emit.make<MatmulOp>(ofScores, parts.query, yes, no);
  if (emit.wants(mask)) {
    ArrayRef<int64_t> q = cast<nn::SizedTensorType>(query.getType()).getShape();
    int64_t keys = cast<nn::SizedTensorType>(key.getType()).getDimSize(2);
    adjoints[3] = emit.unbroadcast(emit.reshape(ofScores, {q[0], q[1], q[2], keys}), mask.getType());
  }
  return adjoints;
}

void addAttentionRules(RuleTable &table) { table.add(attention); }
} // namespace dlc::autodiff
