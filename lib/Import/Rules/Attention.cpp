// Attention and rotary embeddings. What nn.attention says is one op; caches, caps and windows are composed of
// parts.
#include "Import/Bodies.h"
#include "Import/RuleTable.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace dlc::importer {

/// [batch, length, heads · size] to [batch, heads, length, size].
static Value splitHeads(Emit &e, Value x, int64_t heads) {
  Shape shape = shapeOf(x);
  if (heads < 1 || nn::isSymbolic(shape[2]) || shape[2] % heads != 0)
    refuse("its " + Twine(heads) + " heads do not divide its input " + nn::shapeText(shape));
  return e.swap(e.reshape(x, {shape[0], shape[1], heads, shape[2] / heads}), 1, 2);
}
static Value joinHeads(Emit &e, Value x) {
  Value swapped = e.swap(x, 1, 2);
  Shape shape = shapeOf(swapped);
  return e.reshape(swapped, {shape[0], shape[1], shape[2] * shape[3]});
}

namespace {
struct Heads {
  Value query, key, value; ///< [batch, heads, length, size]
  double scale;
};
} // namespace

/// Products of each query head with the keys that it shares, [batch, heads, queries, keys].
static Value scoresOf(Emit &e, const Heads &heads) {
  Shape q = shapeOf(heads.query), k = shapeOf(heads.key);
  if (q[1] == k[1])
    return e.mul(e.one<nn::MatmulOp>({heads.query, heads.key}, e.attrs().unit("transpose_rhs")), heads.scale);
  const int64_t group = q[1] / std::max<int64_t>(k[1], 1);
  Value query = e.reshape(heads.query, {q[0], k[1], group, q[2], q[3]});
  Value key = e.reshape(heads.key, {k[0], k[1], 1, k[2], k[3]});
  Value product = e.one<nn::MatmulOp>({query, key}, e.attrs().unit("transpose_rhs"));
  return e.mul(e.reshape(product, {q[0], q[1], q[2], k[2]}), heads.scale);
}

static Value weighted(Emit &e, Value weights, Value value) {
  Shape w = shapeOf(weights), v = shapeOf(value);
  if (w[1] == v[1])
    return e.matmul(weights, value);
  const int64_t group = w[1] / std::max<int64_t>(v[1], 1);
  Value product = e.matmul(e.reshape(weights, {w[0], v[1], group, w[2], w[3]}),
                           e.reshape(value, {v[0], v[1], 1, v[2], v[3]}));
  return e.reshape(product, {w[0], w[1], w[2], v[3]});
}

/// Softmax over keys, in which a row without keys is 0.
static Value guardedSoftmax(Emit &e, Value scores) {
  const Shape last{rankOf(scores) - 1};
  Value most = e.reduce<nn::ReduceMaxOp>(scores, ArrayRef<int64_t>(last), true);
  Value isEmpty = e.compare(nn::ComparePredicate::eq, most, -std::numeric_limits<double>::infinity());
  Value shift = e.where(isEmpty, e.scalar(0, most), most);
  Value powers = e.unary<nn::ExpOp>(e.sub(scores, shift));
  Value sum = e.reduce<nn::ReduceSumOp>(powers, ArrayRef<int64_t>(last), true);
  return e.div(powers, e.where(isEmpty, e.scalar(1, sum), sum));
}

/// -∞ where `allowed` does not hold.
static Value masked(Emit &e, Value scores, Value allowed) {
  return e.where(allowed, scores, e.scalar(-std::numeric_limits<double>::infinity(), scores));
}

/// A mask that says less keys than there are: those behind are not seen.
static Value widened(Emit &e, Value mask, int64_t keys) {
  const int64_t rank = rankOf(mask), now = shapeOf(mask)[rank - 1];
  if (now == keys || now == 1 || nn::isSymbolic(now) || nn::isSymbolic(keys))
    return mask;
  Shape pads(2 * rank, 0);
  pads[2 * rank - 1] = keys - now;
  const bool isBool = elementOf(mask).isInteger(1);
  return e.one<nn::PadOp>(
      mask,
      e.attrs().ints("pads", pads).real("value", isBool ? 0 : -std::numeric_limits<double>::infinity()));
}

static int64_t needStatic(int64_t size, const char *what) {
  if (nn::isSymbolic(size))
    refuse("the number of its " + Twine(what) + " is dynamic; give it a number: --size NAME=N");
  return size;
}

static void attention(Node &node) {
  Emit &e = node.e;
  Value q = node.in(0), k = node.in(1), v = node.in(2);
  const bool isPacked = rankOf(q) == 3;
  if (isPacked) {
    q = splitHeads(e, q, node.needI("q_num_heads"));
    k = splitHeads(e, k, node.needI("kv_num_heads"));
    v = splitHeads(e, v, node.needI("kv_num_heads"));
  }
  if (rankOf(q) != 4 || rankOf(k) != 4 || rankOf(v) != 4)
    refuse("query, key and value must all have rank 3, or 4");
  int64_t past = 0;
  if (node.has(4)) {
    past = needStatic(shapeOf(node.in(4))[2], "keys in the cache");
    k = e.concat({node.in(4), k}, 2);
    v = e.concat({node.in(5), v}, 2);
  }
  node.set(1, k);
  node.set(2, v);
  const double given = node.f("scale", 0);
  Heads heads{q, k, v, given != 0 ? given : 1 / std::sqrt(static_cast<double>(shapeOf(q)[3]))};
  const double softcap = node.f("softcap", 0);
  const bool isCausal = node.i("is_causal", 0) != 0;
  const int64_t left = node.i("left_window_size", -1), right = node.i("right_window_size", -1);
  const int64_t keys = shapeOf(k)[2], mode = node.i("qk_matmul_output_mode", 0);
  Value mask = node.has(3) ? widened(e, node.in(3), keys) : Value();
  const bool isPlain = softcap == 0 && left < 0 && right < 0 && !node.wants(3) && !node.has(6) &&
                       !(isCausal && past > 0) &&
                       (!mask || elementOf(mask).isInteger(1) || elementOf(mask) == elementOf(q));
  Value result;
  if (isPlain) {
    SmallVector<Value> operands{q, k, v};
    if (mask)
      operands.push_back(mask);
    result = e.one<nn::AttentionOp>(operands, e.attrs().unit("causal", isCausal).real("scale", heads.scale));
  } else {
    Value scores = scoresOf(e, heads);
    if (mode == 0)
      node.set(3, scores);
    if (softcap != 0)
      scores = e.mul(e.unary<nn::TanhOp>(e.div(scores, softcap)), softcap);
    if (mode == 1)
      node.set(3, scores);
    if (mask)
      scores = elementOf(mask).isInteger(1) ? masked(e, scores, mask)
                                            : e.add(scores, e.cast(mask, elementOf(scores)));
    if (isCausal || left >= 0 || right >= 0 || node.has(6)) {
      const int64_t queries = needStatic(shapeOf(q)[2], "queries");
      Type i64 = e.builder.getI64Type();
      Value row = e.reshape(e.range(queries, i64), {queries, 1});
      Value column = e.reshape(e.range(needStatic(keys, "keys"), i64), {1, keys});
      Value position = past ? e.add(row, static_cast<double>(past)) : row;
      if (node.has(6)) {
        Value lengths = e.reshape(e.cast(node.in(6), i64), {shapeOf(q)[0], 1, 1, 1});
        scores = masked(e, scores, e.compare(nn::ComparePredicate::lt, column, lengths));
        position = e.add(position, e.sub(lengths, static_cast<double>(queries)));
      }
      if (isCausal || right >= 0)
        scores = masked(
            e, scores,
            e.compare(nn::ComparePredicate::le, column,
                      isCausal || right == 0 ? position : e.add(position, static_cast<double>(right))));
      if (left >= 0)
        scores =
            masked(e, scores,
                   e.compare(nn::ComparePredicate::ge, column, e.sub(position, static_cast<double>(left))));
    }
    if (mode == 2)
      node.set(3, scores);
    Type element = elementOf(scores);
    if (node.hasAttr("softmax_precision"))
      scores = e.cast(scores, node.elementType(node.i("softmax_precision", 1)));
    Value weights = e.cast(guardedSoftmax(e, scores), element);
    if (mode == 3)
      node.set(3, weights);
    result = weighted(e, weights, v);
  }
  node.set(0, isPacked ? joinHeads(e, result) : result);
}

/// Scores and weights are changed by subgraphs.
static void flexAttention(Node &node) {
  Emit &e = node.e;
  Value q = node.in(0), k = node.in(1), v = node.in(2);
  if (rankOf(q) != 4 || rankOf(k) != 4 || rankOf(v) != 4)
    refuse("query, key and value must have rank 4");
  const double given = node.f("scale", 0);
  Value scores =
      scoresOf(e, {q, k, v, given != 0 ? given : 1 / std::sqrt(static_cast<double>(shapeOf(q)[3]))});
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

static Value rotated(Emit &e, Value x, Value cos, Value sin, int64_t part, bool interleaved) {
  const int64_t size = shapeOf(x)[3];
  if (part == 0 || part == size)
    return e.typed<nn::RotaryEmbeddingOp>(x.getType(), {x, cos, sin},
                                          e.attrs().unit("interleaved", interleaved));
  Value front = e.slice(x, 3, 0, part);
  front = e.typed<nn::RotaryEmbeddingOp>(front.getType(), {front, cos, sin},
                                         e.attrs().unit("interleaved", interleaved));
  return e.concat({front, e.slice(x, 3, part, INT64_MAX)}, 3);
}

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
  const int64_t angles = (part ? part : shapeOf(x)[3]) / 2;
  for (Value *table : {&cos, &sin})
    if (shapeOf(*table).back() > angles)
      *table = e.slice(*table, rankOf(*table) - 1, 0, angles);
  Value result = rotated(e, x, cos, sin, part, node.i("interleaved", 0) != 0);
  node.set(isPacked ? joinHeads(e, result) : result);
}

//===-- Linear attention ----------------------------------------------------------------------------===//

/// A state that each token decays and writes to; steps are those of a scan.
static void linearAttention(Node &node) {
  Emit &e = node.e;
  const int64_t queryHeads = node.needI("q_num_heads"), heads = node.needI("kv_num_heads");
  const std::string rule = node.s("update_rule", "gated_delta");
  const bool decays = rule == "gated" || rule == "gated_delta",
             corrects = rule == "delta" || rule == "gated_delta";
  if (!decays && !corrects && rule != "linear")
    refuse("its update_rule '" + Twine(rule) + "' is not known");
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

//===-- com.microsoft -------------------------------------------------------------------------------===//

/// Query, key and value in one packed input each; of the rest a bias of scores and a mask of keys.
static void multiHeadAttention(Node &node) {
  Emit &e = node.e;
  const int64_t heads = node.needI("num_heads");
  if (!node.has(1) || !node.has(2) || rankOf(node.in(1)) != 3)
    refuse("packed keys and values are not supported");
  if (node.has(6) || node.has(7) || node.wants(1) || node.wants(2))
    refuse("caches of keys and values are not supported");
  SmallVector<Value> parts{node.in(0), node.in(1), node.in(2)};
  if (node.has(3)) {
    int64_t from = 0;
    for (Value &part : parts) {
      const int64_t size = shapeOf(part)[2];
      part = e.add(part, e.slice(node.in(3), 0, from, from + size));
      from += size;
    }
  }
  for (Value &part : parts)
    part = splitHeads(e, part, heads);
  const double given = node.f("scale", 0);
  const double scale = given != 0 ? given : 1 / std::sqrt(static_cast<double>(shapeOf(parts[0])[3]));
  Value bias = node.has(5) ? node.in(5) : Value();
  if (node.has(4)) {
    Value keys = node.in(4);
    if (rankOf(keys) != 2)
      refuse("its key_padding_mask must be [batch, keys]");
    Value allowed =
        e.reshape(e.compare(nn::ComparePredicate::ne, keys, 0), {shapeOf(keys)[0], 1, 1, shapeOf(keys)[1]});
    Value zero = bias ? bias : e.scalar(0, parts[0]);
    bias = e.where(allowed, zero, e.scalar(-std::numeric_limits<double>::infinity(), parts[0]));
  }
  SmallVector<Value> operands(parts);
  if (bias)
    operands.push_back(bias);
  Value result = e.one<nn::AttentionOp>(
      operands, e.attrs().unit("causal", node.i("unidirectional", 0) != 0).real("scale", scale));
  node.set(joinHeads(e, result));
}

ArrayRef<Rule> attentionRules() {
  static const Rule rules[] = {
      {"Attention", 23, newest, attention},
      {"FlexAttention", 1, newest, flexAttention, "", "ai.onnx.preview"},
      {"RotaryEmbedding", 23, newest, rotaryEmbedding},
      {"LinearAttention", 27, newest, linearAttention, "over a static number of steps"},
      {"MultiHeadAttention", 1, newest, multiHeadAttention, "without packed inputs and caches",
       "com.microsoft"},
  };
  return rules;
}

} // namespace dlc::importer
