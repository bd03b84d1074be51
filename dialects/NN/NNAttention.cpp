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

/// Sizes of a head's rows up to which a block of queries and one of keys stay in a core's caches together.
static constexpr int64_t mostOfKernel = 256;

bool nn::hasAttentionKernel(SizedTensorType query, SizedTensorType key, SizedTensorType value,
                            SizedTensorType mask) {
  Type element = query.getElementType();
  auto isEmpty = [](SizedTensorType each) { return llvm::is_contained(each.getShape(), 0); };
  if (mask && (mask.getRank() == 0 || mask.getShape().back() != key.getDimSize(2)))
    return false;
  return (element.isF32() || element.isF64()) && query.getDimSize(3) <= mostOfKernel &&
         value.getDimSize(3) <= mostOfKernel && !isEmpty(query) && !isEmpty(key) && !isEmpty(value);
}

template <typename Op> static bool hasKernel(Op op) {
  return hasAttentionKernel(tensorOf(op.getQuery()), tensorOf(op.getKey()), tensorOf(op.getValue()),
                            tensorOf(op.getMask()));
}

static bool isOfTruthValues(Value mask) { return mask && getElementTypeOrSelf(mask).isInteger(1); }

bool AttentionOp::isPrimitive() { return hasKernel(*this) && !isOfTruthValues(getMask()); }
bool AttentionBackwardOp::isPrimitive() { return hasKernel(*this) && !isOfTruthValues(getMask()); }

/// A mask of truth values as one of numbers, which the kernel takes: 0 or -∞.
static Value asNumbers(Composer &compose, Value mask, Value like) {
  return compose.where(mask, compose.scalar(0, like), -std::numeric_limits<double>::infinity());
}

static double scaleOf(std::optional<APFloat> scale, Value query) {
  return scale ? scale->convertToDouble() : 1 / std::sqrt(static_cast<double>(tensorOf(query).getDimSize(3)));
}

AttentionInputs::AttentionInputs(AttentionOp op)
    : query(op.getQuery()), key(op.getKey()), value(op.getValue()), mask(op.getMask()),
      causal(op.getCausal()), scale(scaleOf(op.getScale(), query)) {}
AttentionInputs::AttentionInputs(AttentionBackwardOp op)
    : query(op.getQuery()), key(op.getKey()), value(op.getValue()), mask(op.getMask()),
      causal(op.getCausal()), scale(scaleOf(op.getScale(), query)) {}

/// [batch, heads, length, …] as heads of the keys and rows.
static Value asRows(Composer &compose, const AttentionInputs &inputs, Value value) {
  ArrayRef<int64_t> shape = tensorOf(value).getShape();
  int64_t heads = tensorOf(inputs.key).getDimSize(1);
  int64_t rows = multiplySizes(shape[1] / heads, shape[2]).value_or(shape[2]);
  return compose.reshape(value, {shape[0], heads, rows, shape[3]});
}

AttentionParts nn::attentionParts(Composer &compose, const AttentionInputs &inputs) {
  ArrayRef<int64_t> q = tensorOf(inputs.query).getShape(), k = tensorOf(inputs.key).getShape();
  Value query = asRows(compose, inputs, compose.mul(inputs.query, inputs.scale));
  Value scores = compose.make<MatmulOp>(query, inputs.key, UnitAttr(), compose.builder.getUnitAttr());
  scores = compose.reshape(scores, {q[0], q[1], q[2], k[2]});

  Value takesPart, mask = inputs.mask;
  if (mask && getElementTypeOrSelf(mask) == getElementTypeOrSelf(scores)) {
    scores = compose.add(scores, mask);
    // An added -inf takes a key out as a truth value does.
    takesPart = compose.compare(ComparePredicate::ne, mask, -std::numeric_limits<double>::infinity());
  } else {
    takesPart = mask;
  }
  if (inputs.causal) {
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
  return {query, asRows(compose, inputs, weights)};
}

Values AttentionOp::decompose(Composer &compose) {
  if (isOfTruthValues(getMask()) && hasKernel(*this))
    return {compose.make<AttentionOp>(getQuery(), getKey(), getValue(),
                                      asNumbers(compose, getMask(), getQuery()), getCausalAttr(),
                                      getScaleAttr())};
  AttentionParts parts = attentionParts(compose, AttentionInputs(*this));
  Value result = compose.make<MatmulOp>(parts.weights, getValue(), UnitAttr(), UnitAttr());
  return {compose.reshape(result, tensorOf(getResult()))};
}

//===-- attention_backward --------------------------------------------------------------------------===//

LogicalResult AttentionBackwardOp::inferReturnTypes(MLIRContext *context, std::optional<Location> location,
                                                    Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto fail = [&](auto &&...message) {
    return emitOptionalError(location, "'nn.attention_backward' op ", message...);
  };
  // C1
  SmallVector<Type> results;
  SmallVector<Value> operands{adaptor.getQuery(), adaptor.getKey(), adaptor.getValue()};
  if (adaptor.getMask())
    operands.push_back(adaptor.getMask());
  AttentionOp::Properties properties;
  properties.causal = adaptor.getCausalAttr();
  properties.scale = adaptor.getScaleAttr();
  if (failed(AttentionOp::inferReturnTypes(
          context, location, AttentionOp::Adaptor(ValueRange(operands), {}, properties), results)))
    return failure();
  // C2
  for (Value value : {adaptor.getResult(), adaptor.getGrad()})
    if (value.getType() != results[0])
      return fail("result and grad must have the type of attention's result, ", results[0], ", got ",
                  adaptor.getResult().getType(), " and ", adaptor.getGrad().getType());
  for (Value operand : ArrayRef(operands).take_front(3))
    types.push_back(operand.getType());
  return success();
}

AttentionGradients nn::attentionGradients(Composer &compose, const AttentionInputs &inputs, Value result,
                                          Value grad, llvm::function_ref<bool(Value)> wants) {
  UnitAttr yes = compose.builder.getUnitAttr(), no;
  AttentionParts parts = attentionParts(compose, inputs);
  Value ofRows = asRows(compose, inputs, grad);
  AttentionGradients gradients;
  if (wants(inputs.value))
    gradients.value = compose.make<MatmulOp>(parts.weights, ofRows, yes, no);
  if (!wants(inputs.query) && !wants(inputs.key) && !(inputs.mask && wants(inputs.mask)))
    return gradients;
  Value ofWeights = compose.make<MatmulOp>(ofRows, inputs.value, no, yes);
  // The mean of the adjoints under the weights is the product of the result with its own adjoint (Dao et
  // al., 2022).
  Value mean =
      compose.reduceSum(compose.mul(ofRows, asRows(compose, inputs, result)), {3}, /*keepdims=*/true);
  Value ofScores = compose.mul(parts.weights, compose.sub(ofWeights, mean));
  if (wants(inputs.query)) {
    Value scaled = compose.mul(compose.make<MatmulOp>(ofScores, inputs.key, no, no), inputs.scale);
    gradients.query = compose.reshape(scaled, tensorOf(inputs.query));
  }
  if (wants(inputs.key))
    gradients.key = compose.make<MatmulOp>(ofScores, parts.query, yes, no);
  if (inputs.mask && wants(inputs.mask)) {
    ArrayRef<int64_t> q = tensorOf(inputs.query).getShape(), k = tensorOf(inputs.key).getShape();
    gradients.mask = compose.reshape(ofScores, {q[0], q[1], q[2], k[2]});
  }
  return gradients;
}

Values AttentionBackwardOp::decompose(Composer &compose) {
  if (isOfTruthValues(getMask()) && hasKernel(*this)) {
    auto op = compose.create<AttentionBackwardOp>(getQuery(), getKey(), getValue(), getResult(), getGrad(),
                                                  asNumbers(compose, getMask(), getQuery()), getCausalAttr(),
                                                  getScaleAttr());
    return Values(op->getResults());
  }
  AttentionGradients gradients =
      attentionGradients(compose, AttentionInputs(*this), getResult(), getGrad(), [](Value) { return true; });
  return {gradients.query, gradients.key, gradients.value};
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
