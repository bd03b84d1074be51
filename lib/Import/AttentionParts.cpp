// What nn.attention says is one op; caps, windows and lengths are composed of parts.
#include "Import/AttentionParts.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace dlc::importer {

Value splitHeads(Emit &e, Value x, int64_t heads) {
  Shape shape = shapeOf(x);
  if (heads < 1 || nn::isSymbolic(shape[2]) || shape[2] % heads != 0)
    refuse("its " + Twine(heads) + " heads do not divide its input " + nn::shapeText(shape));
  return e.swap(e.reshape(x, {shape[0], shape[1], heads, shape[2] / heads}), 1, 2);
}
Value joinHeads(Emit &e, Value x) {
  Value swapped = e.swap(x, 1, 2);
  Shape shape = shapeOf(swapped);
  return e.reshape(swapped, {shape[0], shape[1], shape[2] * shape[3]});
}

Value scoresOf(Emit &e, Value query, Value key, double scale) {
  Shape q = shapeOf(query), k = shapeOf(key);
  if (q[1] == k[1])
    return e.mul(e.one<nn::MatmulOp>({query, key}, e.attrs().unit("transpose_rhs")), scale);
  const int64_t group = q[1] / std::max<int64_t>(k[1], 1);
  query = e.reshape(query, {q[0], k[1], group, q[2], q[3]});
  key = e.reshape(key, {k[0], k[1], 1, k[2], k[3]});
  Value product = e.one<nn::MatmulOp>({query, key}, e.attrs().unit("transpose_rhs"));
  return e.mul(e.reshape(product, {q[0], q[1], q[2], k[2]}), scale);
}

Value weighted(Emit &e, Value weights, Value value) {
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

Value widened(Emit &e, Value mask, int64_t keys) {
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

/// Whether one nn.attention is all of it.
static bool isOneAttention(const AttentionParts &parts) {
  return parts.softcap == 0 && parts.left < 0 && parts.right < 0 && !parts.onStep && !parts.lengths &&
         !(parts.isCausal && (parts.endTogether || parts.past)) &&
         (!parts.mask || elementOf(parts.mask).isInteger(1) ||
          elementOf(parts.mask) == elementOf(parts.query));
}

/// Which keys a query sees by its place: rows are queries, columns keys. Where the last query is beside the
/// last key, both count from the end, so that nothing depends on how many there are.
static Value seenByPlace(Emit &e, const AttentionParts &parts, Value scores) {
  const int64_t queries = shapeOf(parts.query)[2], keys = shapeOf(parts.key)[2];
  Type i64 = e.builder.getI64Type();
  auto counted = [&](int64_t size, ArrayRef<int64_t> line, bool fromEnd) {
    Value places = e.range(size, i64);
    return e.reshape(fromEnd ? e.flip(places, {0}) : places, line);
  };
  Value behind = counted(queries, {queries, 1}, /*fromEnd=*/true); // queries that follow
  Value row, column;
  if (parts.lengths) {
    column = counted(keys, {1, keys}, false);
    Value lengths = e.reshape(e.cast(parts.lengths, i64), {shapeOf(parts.query)[0], 1, 1, 1});
    scores = masked(e, scores, e.compare(nn::ComparePredicate::lt, column, lengths));
    row = e.sub(e.sub(lengths, 1), behind);
  } else if (parts.endTogether) {
    column = e.neg(counted(keys, {1, keys}, true));
    row = e.neg(behind);
  } else {
    column = counted(keys, {1, keys}, false);
    row = counted(queries, {queries, 1}, false);
    if (parts.past)
      row = e.add(row, static_cast<double>(parts.past));
  }
  if (parts.isCausal || parts.right >= 0) {
    Value last = parts.isCausal || parts.right == 0 ? row : e.add(row, static_cast<double>(parts.right));
    scores = masked(e, scores, e.compare(nn::ComparePredicate::le, column, last));
  }
  if (parts.left >= 0)
    scores = masked(e, scores,
                    e.compare(nn::ComparePredicate::ge, column, e.sub(row, static_cast<double>(parts.left))));
  return scores;
}

Value attend(Emit &e, const AttentionParts &parts) {
  const double scale =
      parts.scale != 0 ? parts.scale : 1 / std::sqrt(static_cast<double>(shapeOf(parts.query)[3]));
  if (isOneAttention(parts)) {
    SmallVector<Value> operands{parts.query, parts.key, parts.value};
    if (parts.mask)
      operands.push_back(parts.mask);
    return e.one<nn::AttentionOp>(operands, e.attrs().unit("causal", parts.isCausal).real("scale", scale));
  }
  auto step = [&](int64_t number, Value scores) {
    if (parts.onStep)
      parts.onStep(number, scores);
    return scores;
  };
  Value scores = step(0, scoresOf(e, parts.query, parts.key, scale));
  if (parts.softcap != 0)
    scores = e.mul(e.unary<nn::TanhOp>(e.div(scores, parts.softcap)), parts.softcap);
  step(1, scores);
  if (parts.mask)
    scores = elementOf(parts.mask).isInteger(1) ? masked(e, scores, parts.mask)
                                                : e.add(scores, e.cast(parts.mask, elementOf(scores)));
  if (parts.isCausal || parts.left >= 0 || parts.right >= 0 || parts.lengths)
    scores = seenByPlace(e, parts, scores);
  step(2, scores);
  Type element = elementOf(scores);
  if (parts.precision)
    scores = e.cast(scores, parts.precision);
  Value weights = step(3, e.cast(guardedSoftmax(e, scores), element));
  return weighted(e, weights, parts.value);
}

Value rotated(Emit &e, Value x, Value cos, Value sin, int64_t part, bool interleaved) {
  const int64_t size = shapeOf(x)[3], angles = (part ? part : size) / 2;
  for (Value *table : {&cos, &sin})
    if (shapeOf(*table).back() > angles)
      *table = e.slice(*table, rankOf(*table) - 1, 0, angles);
  if (part == 0 || part == size)
    return e.typed<nn::RotaryEmbeddingOp>(x.getType(), {x, cos, sin},
                                          e.attrs().unit("interleaved", interleaved));
  Value front = e.slice(x, 3, 0, part);
  front = e.typed<nn::RotaryEmbeddingOp>(front.getType(), {front, cos, sin},
                                         e.attrs().unit("interleaved", interleaved));
  return e.concat({front, e.slice(x, 3, part, INT64_MAX)}, 3);
}

} // namespace dlc::importer
