// Attention and rotary embedding: shape inference and decompositions.
#include "NN/NNAttention.h"

#include "NN/NNInference.h"

#include <cmath>

using namespace mlir;
using namespace dlc;
using namespace dlc::nn;

using Values = SmallVector<Value>;

//===-- attention -----------------------------------------------------------------------------------===//

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'nn.attention' op ", message...);
  };
  SizedTensorType query = tensorOf(adaptor.getQuery()), key = tensorOf(adaptor.getKey()),
                  value = tensorOf(adaptor.getValue()), mask = tensorOf(adaptor.getMask());
  // C1
  for (SizedTensorType type : {query, key, value})
    if (!type || type.getRank() != 4 || type.getElementType() != query.getElementType())
      return fail("query, key and value must have rank 4 and one element type, got ",
                  adaptor.getQuery().getType(), ", ", adaptor.getKey().getType(), " and ",
                  adaptor.getValue().getType());
  // C2
  ArrayRef<int64_t> q = query.getShape(), k = key.getShape(), v = value.getShape();
  if (q[0] != k[0] || k.take_front(3) != v.take_front(3) || q[3] != k[3])
    return fail("sizes differ: query has shape ", shapeText(q), ", key has ", shapeText(k), ", value has ",
                shapeText(v));
  if (isSymbolic(q[1]) || isSymbolic(q[3]) || isSymbolic(v[3]))
    return fail("heads and features cannot be dynamic: query has shape ", shapeText(q), ", value has ",
                shapeText(v));
  if (k[1] < 1 || q[1] % k[1] != 0)
    return fail("heads of the query must be a multiple of the keys': query has ", q[1], ", key has ", k[1]);
  // C3
  int64_t scores[] = {q[0], q[1], q[2], k[2]};
  if (mask) {
    if (!mask.getElementType().isInteger(1) && mask.getElementType() != query.getElementType())
      return fail("mask must be of i1 or of the query's element type: it has ", mask.getElementType(),
                  ", query has ", query.getElementType());
    FailureOr<SmallVector<int64_t>> shape = broadcastShapes({mask.getShape(), scores});
    if (failed(shape) || ArrayRef<int64_t>(*shape) != ArrayRef<int64_t>(scores))
      return fail("mask does not broadcast to the scores: it has shape ", shapeText(mask.getShape()),
                  ", scores have ", shapeText(scores));
  }
  types.push_back(query.clone({q[0], q[1], q[2], v[3]}));
  return success();
}

Value nn::asRows(Composer &compose, AttentionOp op, Value value) {
  ArrayRef<int64_t> shape = tensorOf(value).getShape();
  int64_t heads = tensorOf(op.getKey()).getDimSize(1);
  int64_t rows = multiplySizes(shape[1] / heads, shape[2]).value_or(shape[2]);
  return compose.reshape(value, {shape[0], heads, rows, shape[3]});
}

AttentionParts nn::attentionParts(Composer &compose, AttentionOp op) {
  ArrayRef<int64_t> q = tensorOf(op.getQuery()).getShape(), k = tensorOf(op.getKey()).getShape();
  double scale = op.getScale() ? op.getScale()->convertToDouble() : 1 / std::sqrt(static_cast<double>(q[3]));
  Value query = asRows(compose, op, compose.mul(op.getQuery(), scale));
  Value scores = compose.make<MatmulOp>(query, op.getKey(), UnitAttr(), compose.builder.getUnitAttr());
  scores = compose.reshape(scores, {q[0], q[1], q[2], k[2]});

  Value takesPart, mask = op.getMask();
  if (mask && getElementTypeOrSelf(mask) == getElementTypeOrSelf(scores)) {
    scores = compose.add(scores, mask);
    // An added -inf takes a key out as a truth value does.
    takesPart = compose.compare(ComparePredicate::ne, mask, -std::numeric_limits<double>::infinity());
  } else {
    takesPart = mask;
  }
  if (op.getCausal()) {
    Type index = compose.builder.getI64Type();
    Value row = compose.reshape(compose.range(q[2], index), {q[2], 1});
    Value before = compose.compare(ComparePredicate::ge, row, compose.range(k[2], index));
    takesPart = takesPart ? compose.make<AndOp>(takesPart, before) : before;
  }
  // So small that its exponential is 0 beside any other, yet finite: a row that has no other is no NaN, and
  // becomes 0 afterwards.
  if (takesPart)
    scores = compose.where(takesPart, scores, -1e30);
  Value weights = compose.create<SoftmaxOp>(scores.getType(), scores, -1);
  if (takesPart)
    weights = compose.where(takesPart, weights, 0);
  return {query, asRows(compose, op, weights), scale};
}

Values AttentionOp::decompose(Composer &compose) {
  AttentionParts parts = attentionParts(compose, *this);
  Value result = compose.make<MatmulOp>(parts.weights, getValue(), UnitAttr(), UnitAttr());
  return {compose.reshape(result, tensorOf(getResult()))};
}

//===-- rotary_embedding ----------------------------------------------------------------------------===//

LogicalResult RotaryEmbeddingOp::verify() {
  SizedTensorType input = tensorOf(getInput()), angles = tensorOf(getCos());
  // C1
  if (input.getRank() != 4)
    return emitOpError("input must have rank 4, got shape ") << shapeText(input.getShape());
  // C2
  ArrayRef<int64_t> in = input.getShape(), turns = angles.getShape();
  bool perExample = turns.size() == 3;
  if ((!perExample && turns.size() != 2) || turns.drop_back().back() != in[2] ||
      (perExample && turns[0] != in[0]) || angles.getElementType() != input.getElementType())
    return emitOpError("cos and sin must have an angle for each position: they are ")
           << angles << ", input is " << input;
  // C3
  if (turns.back() < 1 || turns.back() > in[3] / 2)
    return emitOpError("there must be 1 to ")
           << in[3] / 2 << " angles, for pairs of " << in[3] << " elements, got " << turns.back();
  return success();
}

Values RotaryEmbeddingOp::decompose(Composer &compose) {
  Value x = getInput();
  SizedTensorType type = tensorOf(x);
  ArrayRef<int64_t> in = type.getShape(), turns = tensorOf(getCos()).getShape();
  int64_t pairs = turns.back();
  Value rotated = compose.slice(x, 3, 0, 2 * pairs);
  // The two of a pair along dimension 3, or as the last of five.
  int64_t axis = getInterleaved() ? 4 : 3, half = getInterleaved() ? 1 : pairs;
  if (getInterleaved())
    rotated = compose.reshape(rotated, {in[0], in[1], in[2], pairs, 2});
  Value first = compose.slice(rotated, axis, 0, half), second = compose.slice(rotated, axis, half, 2 * half);
  // All heads are rotated alike.
  SmallVector<int64_t> spread(turns);
  spread.insert(spread.end() - 2, 1);
  if (getInterleaved())
    spread.push_back(1);
  Value cos = compose.reshape(getCos(), spread), sin = compose.reshape(getSin(), spread);
  Value parts[] = {compose.sub(compose.mul(first, cos), compose.mul(second, sin)),
                   compose.add(compose.mul(first, sin), compose.mul(second, cos))};
  Value result = compose.concat(parts, axis);
  if (getInterleaved())
    result = compose.reshape(result, {in[0], in[1], in[2], 2 * pairs});
  return {2 * pairs == in[3] ? result : compose.concat({result, compose.slice(x, 3, 2 * pairs, in[3])}, 3)};
}
