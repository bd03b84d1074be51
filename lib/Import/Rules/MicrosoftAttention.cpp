// Attention of com.microsoft's operators, as exporters of language models write them.
#include "Import/AttentionParts.h"
#include "Import/RuleTable.h"

#include <limits>

using namespace mlir;

namespace dlc::importer {

/// Keys or values behind those of a cache, [batch, heads, past, size], if the node has one.
static Value behindCache(Node &node, size_t cache, Value fresh) {
  return node.has(cache) ? node.e.concat({node.in(cache), fresh}, 2) : fresh;
}

/// Query, key and value in one packed input each; of the rest a bias of scores and a mask of keys.
static void multiHeadAttention(Node &node) {
  Emit &e = node.e;
  const int64_t heads = node.needI("num_heads");
  if (!node.has(1) || !node.has(2) || rankOf(node.in(1)) != 3)
    refuse("packed keys and values are not supported");
  SmallVector<Value> inputs{node.in(0), node.in(1), node.in(2)};
  if (node.has(3)) {
    int64_t from = 0;
    for (Value &input : inputs) {
      const int64_t size = shapeOf(input)[2];
      input = e.add(input, e.slice(node.in(3), 0, from, from + size));
      from += size;
    }
  }
  for (Value &input : inputs)
    input = splitHeads(e, input, heads);
  AttentionParts parts{.query = inputs[0],
                       .key = behindCache(node, 6, inputs[1]),
                       .value = behindCache(node, 7, inputs[2]),
                       .scale = node.f("scale", 0),
                       .isCausal = node.i("unidirectional", 0) != 0,
                       .endTogether = node.has(6)};
  node.set(1, parts.key);
  node.set(2, parts.value);
  if (node.has(5))
    parts.mask = node.in(5);
  if (node.has(4)) {
    Value keys = node.in(4);
    if (rankOf(keys) != 2)
      refuse("its key_padding_mask must be [batch, keys]");
    Value allowed =
        e.reshape(e.compare(nn::ComparePredicate::ne, keys, 0), {shapeOf(keys)[0], 1, 1, shapeOf(keys)[1]});
    Value zero = parts.mask ? parts.mask : e.scalar(0, parts.query);
    parts.mask = e.where(allowed, zero, e.scalar(-std::numeric_limits<double>::infinity(), parts.query));
  }
  node.set(0, joinHeads(e, attend(e, parts)));
}

/// What is added to scores, [batch, 1, queries or 1, keys]: `filter` where a key does not count.
static Value maskOf(Emit &e, Value given, double filter, Value like) {
  Shape shape = shapeOf(given);
  Value counts;
  if (rankOf(given) == 1) { // how many count, from the first on
    const int64_t keys = shapeOf(like)[2];
    Type i64 = e.builder.getI64Type();
    Value lengths = e.reshape(e.cast(given, i64), {shape[0], 1, 1, 1});
    counts = e.compare(nn::ComparePredicate::lt, e.reshape(e.range(keys, i64), {1, 1, 1, keys}), lengths);
  } else {
    if (rankOf(given) == 2)
      shape = {shape[0], 1, 1, shape[1]};
    else if (rankOf(given) == 3)
      shape = {shape[0], 1, shape[1], shape[2]};
    else
      refuse("a mask_index " + nn::shapeText(shape) + " is not supported");
    counts = e.compare(nn::ComparePredicate::ne, e.reshape(given, shape), 0);
  }
  return e.where(counts, e.scalar(0, like), e.scalar(filter, like));
}

/// One product gives queries, keys and values.
static void attention(Node &node) {
  Emit &e = node.e;
  const int64_t heads = node.needI("num_heads");
  node.needOnly("do_rotary", 0);
  node.needOnly("past_present_share_buffer", 0);
  Value product = e.matmul(node.in(0), node.in(1));
  if (node.has(2))
    product = e.add(product, node.in(2));
  const int64_t whole = shapeOf(product)[2];
  const Shape sizes = node.is("qkv_hidden_sizes", {whole / 3, whole / 3, whole / 3});
  if (sizes.size() != 3 || sizes[0] + sizes[1] + sizes[2] != whole)
    refuse("its weights give " + Twine(whole) + " numbers, which are not its queries, keys and values");
  SmallVector<Value> inputs;
  int64_t from = 0;
  for (int64_t size : sizes) {
    inputs.push_back(splitHeads(e, e.slice(product, 2, from, from + size), heads));
    from += size;
  }
  for (int64_t i : {1, 2})
    if (node.has(4)) { // keys and values of earlier calls, one behind the other
      Shape shape = shapeOf(node.in(4));
      Value past = e.slice(node.in(4), 0, i - 1, i);
      inputs[i] = e.concat({e.reshape(past, {shape[1], shape[2], shape[3], shape[4]}), inputs[i]}, 2);
    }
  AttentionParts parts{.query = inputs[0],
                       .key = inputs[1],
                       .value = inputs[2],
                       .scale = node.f("scale", 0),
                       .isCausal = node.i("unidirectional", 0) != 0,
                       .endTogether = node.has(4)};
  if (node.has(3))
    parts.mask = maskOf(e, node.in(3), node.f("mask_filter_value", -10000), parts.key);
  if (node.has(5))
    parts.mask = parts.mask ? e.add(parts.mask, node.in(5)) : node.in(5);
  node.set(0, joinHeads(e, attend(e, parts)));
  if (node.wants(1)) {
    SmallVector<Value> present;
    for (Value kept : {parts.key, parts.value}) {
      Shape shape = shapeOf(kept);
      present.push_back(e.reshape(kept, {1, shape[0], shape[1], shape[2], shape[3]}));
    }
    node.set(1, e.concat(present, 0));
  }
}

/// Query heads share keys and values; all sequences of a batch end where their number of keys says. The cache
/// is followed by the new keys, so that it must hold as many as come before them.
static void groupQueryAttention(Node &node) {
  Emit &e = node.e;
  const int64_t heads = node.needI("num_heads"), shared = node.needI("kv_num_heads");
  if (heads < 1 || shared < 1 || heads % shared != 0)
    refuse("its " + Twine(shared) + " heads of keys do not divide its " + Twine(heads) + " heads of queries");
  Value query = node.in(0), key, value;
  if (node.has(1)) {
    key = node.in(1), value = node.in(2);
  } else { // all in one
    const int64_t size = shapeOf(query)[2] / (heads + 2 * shared), keys = heads * size,
                  values = keys + shared * size;
    key = e.slice(query, 2, keys, values);
    value = e.slice(query, 2, values, INT64_MAX);
    query = e.slice(query, 2, 0, keys);
  }
  query = splitHeads(e, query, heads), key = splitHeads(e, key, shared), value = splitHeads(e, value, shared);
  if (node.has(11) || node.i("smooth_softmax", 0) > 0)
    refuse("sinks of attention (head_sink, smooth_softmax) are not supported");
  node.needOnly("causal", 1);
  for (const char *name : {"kv_cache_bit_width", "qk_output", "sliding_window_cache"})
    node.needOnly(name, 0);
  for (const char *name : {"k_quant_type", "v_quant_type"})
    node.choice(name, "NONE", {"NONE"});
  Type i64 = e.builder.getI64Type();
  const int64_t queries = shapeOf(query)[2], batch = shapeOf(query)[0];
  Value lengths = e.add(e.reshape(e.cast(node.in(5), i64), {batch}), 1);
  if (node.i("do_rotary", 0) != 0) {
    Value behind = e.reshape(e.flip(e.range(queries, i64), {0}), {1, queries});
    Value positions = node.has(9) ? node.in(9) : e.sub(e.sub(e.reshape(lengths, {batch, 1}), 1), behind);
    Value cos = e.gather(node.in(7), positions, 0), sin = e.gather(node.in(8), positions, 0);
    const int64_t part = 2 * shapeOf(cos).back();
    for (Value *operand : {&query, &key})
      *operand = rotated(e, *operand, cos, sin, part, node.i("rotary_interleaved", 0) != 0);
  }
  AttentionParts parts{.query = query,
                       .key = behindCache(node, 3, key),
                       .value = behindCache(node, 4, value),
                       .scale = node.f("scale", 0),
                       .softcap = node.f("softcap", 0),
                       .isCausal = true,
                       .left = node.i("local_window_size", -1) - 1, // which counts the query's own key
                       .lengths = lengths};
  if (node.has(10))
    parts.mask = widened(e, node.in(10), shapeOf(parts.key)[2]);
  node.set(0, joinHeads(e, attend(e, parts)));
  node.set(1, parts.key);
  node.set(2, parts.value);
}

static void rotaryEmbedding(Node &node) {
  Emit &e = node.e;
  node.needOnly("is_packed_batching", 0);
  if (node.f("scale", 1) != 1)
    refuse("its attribute scale is another number than 1");
  Value x = node.in(0), positions = node.in(1);
  const int64_t part = node.i("rotary_embedding_dim", 0);
  const bool isPacked = rankOf(x) == 3;
  if (isPacked) {
    const int64_t heads = node.i("num_heads", 0), size = 2 * shapeOf(node.in(2)).back();
    if (heads == 0 && (part != 0 || nn::isSymbolic(shapeOf(x)[2])))
      refuse("it has no num_heads, which a rotary_embedding_dim needs");
    x = splitHeads(e, x, heads ? heads : shapeOf(x)[2] / std::max<int64_t>(size, 1));
  }
  const int64_t length = shapeOf(x)[2];
  // One number is the place of the first element of all sequences.
  if (rankOf(positions) == 1 && shapeOf(positions)[0] == 1)
    positions =
        e.add(e.reshape(positions, {1, 1}), e.reshape(e.range(length, elementOf(positions)), {1, length}));
  if (rankOf(positions) != 2)
    refuse("its position_ids are " + nn::shapeText(shapeOf(positions)));
  positions = e.expand(positions, {shapeOf(x)[0], length});
  Value cos = e.gather(node.in(2), positions, 0), sin = e.gather(node.in(3), positions, 0);
  Value result = rotated(e, x, cos, sin, part, node.i("interleaved", 0) != 0);
  node.set(isPacked ? joinHeads(e, result) : result);
}

ArrayRef<Rule> microsoftAttentionRules() {
  static const Rule rules[] = {
      {"Attention", 1, newest, attention, "without rotary embeddings; a mask is that of keys",
       "com.microsoft"},
      {"MultiHeadAttention", 1, newest, multiHeadAttention, "without packed inputs", "com.microsoft"},
      {"GroupQueryAttention", 1, newest, groupQueryAttention,
       "a cache is followed by the new keys; without sinks", "com.microsoft"},
      {"RotaryEmbedding", 1, newest, rotaryEmbedding, "", "com.microsoft"},
  };
  return rules;
}

} // namespace dlc::importer
