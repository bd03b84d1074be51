// Batch normalisation and softmax.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
/// (x - mean) · factor + bias, where factor = scale / √(variance + epsilon) is computed once per channel.
static Value normalize(Emitter &emit, Value input, Value scale, Value bias, Value mean, Value variance,
                       double epsilon) {
  RankedTensorType type = typeOf(input);
  Value factor = emit.elementwise(
      typeOf(scale), {scale, variance}, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value shift = number(b, loc, x[1].getType(), epsilon);
        Value root = math::SqrtOp::create(b, loc, arith::AddFOp::create(b, loc, x[1], shift));
        return {arith::DivFOp::create(b, loc, x[0], root)};
      });
  AffineMap channel = emit.only(type.getRank(), 1);
  return emit.elementwise(type, {input, mean, factor, bias},
                          {emit.identity(type.getRank()), channel, channel, channel},
                          [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                            Value centred = arith::SubFOp::create(b, loc, x[0], x[1]);
                            Value scaled = arith::MulFOp::create(b, loc, centred, x[2]);
                            return {arith::AddFOp::create(b, loc, scaled, x[3])};
                          });
}

static Values batchNorm(nn::BatchNormOp op, nn::BatchNormOp::Adaptor adaptor, Emitter &emit) {
  return {normalize(emit, adaptor.getInput(), adaptor.getScale(), adaptor.getBias(), adaptor.getMean(),
                    adaptor.getVariance(), op.getEpsilon().convertToDouble())};
}

/// Two passes: the variance as a difference of large sums would lose its digits.
static Values batchNormTraining(nn::BatchNormTrainingOp op, nn::BatchNormTrainingOp::Adaptor adaptor,
                                Emitter &emit) {
  Value input = adaptor.getInput();
  RankedTensorType type = typeOf(input);
  Type element = type.getElementType();
  SmallVector<int64_t> axes{0};
  for (int64_t i = 2; i < type.getRank(); ++i)
    axes.push_back(i);
  Value count = emit.count(type, axes, element);
  auto average = [&](Value sums) {
    return emit.elementwise(typeOf(sums), sums, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
      return {arith::DivFOp::create(b, loc, x[0], count)};
    });
  };
  Value mean = average(emit.sum(input, axes));
  Value squares = emit.reduce(
      input, axes, number(emit.b, emit.loc, element, 0),
      [](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value centred = arith::SubFOp::create(b, loc, x[0], x[1]);
        return {arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, centred, centred))};
      },
      mean, emit.only(type.getRank(), 1));
  Value variance = average(squares);
  Value result = normalize(emit, input, adaptor.getScale(), adaptor.getBias(), mean, variance,
                           op.getEpsilon().convertToDouble());
  return {result, mean, variance};
}

/// The maximum is subtracted first, so that no exponential exceeds 1.
template <typename Op> static Values softmax(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  Value input = adaptor.getInput();
  RankedTensorType type = typeOf(input);
  int64_t rank = type.getRank(), axis = op.getAxis();
  if (axis < 0)
    axis += rank;
  AffineMap all = emit.identity(rank), row = emit.dropping(rank, axis);
  Value largest = emit.maximum(input, axis);
  Value shifted = emit.elementwise(type, {input, largest}, {all, row},
                                   [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                                     return {arith::SubFOp::create(b, loc, x[0], x[1])};
                                   });
  Value powers = emit.elementwise(type, shifted, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {math::ExpOp::create(b, loc, x[0])};
  });
  Value total = emit.sum(powers, axis);
  if constexpr (std::is_same_v<Op, nn::SoftmaxOp>) {
    return {emit.elementwise(type, {powers, total}, {all, row},
                             [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                               return {arith::DivFOp::create(b, loc, x[0], x[1])};
                             })};
  } else {
    Value logs =
        emit.elementwise(typeOf(total), total, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
          return {math::LogOp::create(b, loc, x[0])};
        });
    return {emit.elementwise(type, {shifted, logs}, {all, row},
                             [](OpBuilder &b, Location loc, ValueRange x) -> Values {
                               return {arith::SubFOp::create(b, loc, x[0], x[1])};
                             })};
  }
}

void populateNormalizationPatterns(Patterns &patterns) {
  add<nn::BatchNormOp>(patterns, batchNorm);
  add<nn::BatchNormTrainingOp>(patterns, batchNormTraining);
  add<nn::SoftmaxOp>(patterns, softmax<nn::SoftmaxOp>);
  add<nn::LogSoftmaxOp>(patterns, softmax<nn::LogSoftmaxOp>);
}
} // namespace dlc::lowering
