// Sums of products, and attention.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

/// The last two dimensions exchanged.
static std::string transposed(Writer &w, Value value, bool isTransposed) {
  if (!isTransposed)
    return w.in(value);
  SmallVector<int64_t> perm = llvm::to_vector(llvm::seq<int64_t>(0, rankOf(value)));
  std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
  return w.transposed(w.in(value), perm);
}

static void matmul(Writer &w, nn::MatmulOp op) {
  w.set("MatMul",
        {transposed(w, op.getLhs(), op.getTransposeLhs()), transposed(w, op.getRhs(), op.getTransposeRhs())});
}

static void einsum(Writer &w, nn::EinsumOp op) {
  std::vector<std::string> inputs;
  for (Value input : op.getInputs())
    inputs.push_back(w.in(input));
  w.set("Einsum", inputs, Attrs().s("equation", op.getEquation()));
}

static void gemm(Writer &w, nn::GemmOp op) {
  Type element = elementOf(op.getLhs());
  w.set("Gemm", {w.in(op.getLhs()), w.in(op.getRhs()), w.in(op.getAddend())},
        Attrs()
            .f("alpha", w.real(op.getAlpha(), element))
            .f("beta", w.real(op.getBeta(), element))
            .i("transA", op.getTransposeLhs())
            .i("transB", op.getTransposeRhs()));
}

/// ONNX broadcasts a mask; runtimes want a row for each query.
static std::string maskOf(Writer &w, nn::AttentionOp op) {
  Value mask = op.getMask();
  if (!mask)
    return "";
  SmallVector<int64_t> shape(shapeOf(mask));
  const int64_t queries = *std::prev(shapeOf(op.getQuery()).end(), 2);
  int64_t &rows = *std::prev(shape.end(), 2);
  if (rows != 1 || queries == 1)
    return w.in(mask);
  rows = queries;
  return w.make("Expand", {w.in(mask), w.shape(shape)});
}

static void attention(Writer &w, nn::AttentionOp op) {
  Attrs attributes;
  attributes.i("is_causal", op.getCausal());
  if (op.getScale())
    attributes.f("scale", w.real(*op.getScale(), elementOf(op.getQuery())));
  if (op.getMask() && rankOf(op.getMask()) < 2)
    refuse("Attention has masks of rank 2 to 4");
  w.set("Attention", {w.in(op.getQuery()), w.in(op.getKey()), w.in(op.getValue()), maskOf(w, op)},
        attributes);
}

ArrayRef<Rule> contractionRules() {
  static const Rule rules[] = {
      rule<nn::MatmulOp, matmul>("MatMul", "transposed: and Transpose"),
      rule<nn::EinsumOp, einsum>("Einsum"),
      rule<nn::GemmOp, gemm>("Gemm"),
      rule<nn::AttentionOp, attention>("Attention", "decomposed for older operator sets", 23),
  };
  return rules;
}

} // namespace dlc::exporter
