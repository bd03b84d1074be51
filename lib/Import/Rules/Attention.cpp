// ONNX's attention and rotary embeddings; what they are composed of is in Import/AttentionParts.h.
#include "Import/AttentionParts.h"
#include "Import/Bodies.h"
#include "Import/RuleTable.h"

#include <cmath>

using namespace mlir;

namespace dlc::importer {

static int64_t needStatic(int64_t size, const char *what) {
  if (nn::isSymbolic(size))
    refuse("the number of its " + Twine(what) + " is dynamic; give it a number: --size NAME=N");
  return size;
}

static void attention(Node &node) {
  Emit &e = node.e;
  AttentionParts parts{.query = node.in(0), .key = node.in(1), .value = node.in(2)};
  const bool isPacked = rankOf(parts.query) == 3;
  if (isPacked) {
    parts.query = splitHeads(e, parts.query, node.needI("q_num_heads"));
    parts.key = splitHeads(e, parts.key, node.needI("kv_num_heads"));
    parts.value = splitHeads(e, parts.value, node.needI("kv_num_heads"));
  }
  if (rankOf(parts.query) != 4 || rankOf(parts.key) != 4 || rankOf(parts.value) != 4)
    refuse("query, key and value must all have rank 3, or 4");
  if (node.has(4)) {
    // A query for each new key is the usual case, in which the cache may have any length.
    parts.endTogether = shapeOf(parts.query)[2] == shapeOf(parts.key)[2];
    if (!parts.endTogether)
      parts.past = needStatic(shapeOf(node.in(4))[2], "keys in the cache");
    parts.key = e.concat({node.in(4), parts.key}, 2);
    parts.value = e.concat({node.in(5), parts.value}, 2);
  }
  node.set(1, parts.key);
  node.set(2, parts.value);
  parts.scale = node.f("scale", 0);
  parts.softcap = node.f("softcap", 0);
  parts.isCausal = node.i("is_causal", 0) != 0;
  parts.left = node.i("left_window_size", -1);
  parts.right = node.i("right_window_size", -1);
  if (node.has(3))
    parts.mask = widened(e, node.in(3), shapeOf(parts.key)[2]);
  if (node.has(6))
    parts.lengths = node.in(6);
  if (node.hasAttr("softmax_precision"))
    parts.precision = node.elementType(node.i("softmax_precision", 1));
  const int64_t mode = node.i("qk_matmul_output_mode", 0);
  if (node.wants(3))
    parts.onStep = [&](int64_t step, Value scores) {
      if (step == mode)
        node.set(3, scores);
    };
  Value result = attend(e, parts);
  node.set(0, isPacked ? joinHeads(e, result) : result);
}

/// Scores and weights are changed by subgraphs.
static void flexAttention(Node &node) {
  Emit &e = node.e;
  Value q = node.in(0), k = node.in(1), v = node.in(2);
  if (rankOf(q) != 4 || rankOf(k) != 4 || rankOf(v) != 4)
    refuse("query, key and value must have rank 4");
  const double given = node.f("scale", 0);
  Value scores = scoresOf(e, q, k, given != 0 ? given : 1 / std::sqrt(static_cast<double>(shapeOf(q)[3])));
  Type element = elementOf(q);
  const Type precision = node.hasAttr("softmax_precision") ? node.elementType(node.i("softmax_precision", 1))
                         : element.isF64()                 ? element
                                                           : Type(e.builder.getF32Type());
  auto changed = [&](Value value, const char *graph) {
    if (!node.graph(graph))
      return value;
    return node.valueOf(importInline(node.scope, *node.graph(graph), {itemOf(value)}).front());
  };
  scores = changed(e.cast(scores, precision), "score_mod");
  Value weights = e.typed<nn::SoftmaxOp>(scores.getType(), scores);
  node.set(weighted(e, e.cast(changed(weights, "prob_mod"), element), v));
}

//===-- Rotary embeddings ---------------------------------------------------------------------------===//

static void rotaryEmbedding(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), cos = node.in(1), sin = node.in(2);
  const bool isPacked = rankOf(x) == 3;
  if (isPacked)
    x = splitHeads(e, x, node.needI("num_heads"));
  const int64_t part = node.i("rotary_embedding_dim", 0);
  if (node.has(3))
    for (Value *table : {&cos, &sin})
      *table = e.gather(*table, node.in(3), 0);
  Value result = rotated(e, x, cos, sin, part, node.i("interleaved", 0) != 0);
  node.set(isPacked ? joinHeads(e, result) : result);
}

//===-- Linear attention ----------------------------------------------------------------------------===//

/// A state that each token decays and writes to; steps are those of a scan.
static void linearAttention(Node &node) {
  Emit &e = node.e;
  const int64_t queryHeads = node.needI("q_num_heads"), heads = node.needI("kv_num_heads");
  const std::string rule =
      node.choice("update_rule", "gated_delta", {"linear", "gated", "delta", "gated_delta"});
  const bool decays = rule == "gated" || rule == "gated_delta",
             corrects = rule == "delta" || rule == "gated_delta";
  // [batch, heads, steps, size] with the steps in front: [steps, batch, heads, size].
  auto steps = [&](Value x, int64_t count) { return e.transpose(splitHeads(e, x, count), {2, 0, 1, 3}); };
  Value q = steps(node.in(0), queryHeads), k = steps(node.in(1), heads), v = steps(node.in(2), heads);
  Shape qs = shapeOf(q), ks = shapeOf(k), vs = shapeOf(v);
  const int64_t length = needStatic(qs[0], "steps"), batch = qs[1], size = ks[3], values = vs[3],
                group = queryHeads / heads;
  const double given = node.f("scale", 0),
               scale = given != 0 ? given : 1 / std::sqrt(static_cast<double>(size));
  Value state = node.has(3)
                    ? node.in(3)
                    : e.filled(0, nn::SizedTensorType::get({batch, heads, size, values}, elementOf(q)));
  SmallVector<Value> inputs{q, k, v};
  if (decays) {
    Value decay = node.in(4);
    const int64_t each = shapeOf(decay)[2] / heads;
    Value perStep = e.transpose(e.reshape(decay, {batch, length, heads, each}), {1, 0, 2, 3});
    inputs.push_back(e.unary<nn::ExpOp>(perStep));
  }
  if (corrects) {
    Value beta = node.in(5);
    inputs.push_back(e.transpose(
        e.expand(e.reshape(beta, {batch, length, shapeOf(beta)[2], 1}), {batch, length, heads, 1}),
        {1, 0, 2, 3}));
  }
  Operation *scan =
      makeScan(node.scope, e, {state}, inputs, length, [&](Emit &body, ArrayRef<Value> arguments) {
        Value s = arguments[0], query = arguments[1], key = arguments[2], value = arguments[3];
        size_t next = 4;
        if (decays) {
          Value decay = arguments[next++];
          s = body.mul(s, body.reshape(decay, {batch, heads, shapeOf(decay)[2], 1}));
        }
        Value column = body.reshape(key, {batch, heads, size, 1}),
              row = body.reshape(value, {batch, heads, 1, values});
        if (corrects) {
          Value beta = body.reshape(arguments[next++], {batch, heads, 1, 1});
          Value recalled = body.one<nn::MatmulOp>({body.reshape(key, {batch, heads, 1, size}), s});
          row = body.mul(beta, body.sub(row, recalled));
        }
        s = body.add(s, body.mul(column, row));
        Value grouped = body.reshape(query, {batch, heads, group, size});
        Value out = body.mul(body.matmul(grouped, s), scale);
        return SmallVector<Value>{s, body.reshape(out, {batch, queryHeads * values})};
      });
  // [steps, batch, heads · size] to [batch, steps, …].
  node.set(0, e.swap(scan->getResult(1), 0, 1));
  node.set(1, scan->getResult(0));
}

ArrayRef<Rule> attentionRules() {
  static const Rule rules[] = {
      {"Attention", 23, newest, attention},
      {"FlexAttention", 1, newest, flexAttention, "", "ai.onnx.preview"},
      {"RotaryEmbedding", 23, newest, rotaryEmbedding},
      {"LinearAttention", 27, newest, linearAttention, "over a static number of steps"},
  };
  return rules;
}

} // namespace dlc::importer
