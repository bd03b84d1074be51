// Batch normalisation and softmax.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
/// (x - mean) · factor + bias, where factor = scale / √(variance + epsilon) is computed once per channel.
static Value normalize(Emitter &emit, Value input, Value scale, Value bias, Value mean, Value variance,
                       double epsilon) {
  nn::SizedTensorType type = typeOf(input);
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

/// Mean and variance of each channel of [N, C, …]. Two passes: the variance as a difference of large sums
/// would lose its digits. Each image first, about its own mean, so that both passes find it in the cache;
/// then the images together: Σ (x - mean)² = Σ_n (Σ (x - mean_n)² + pixels · (mean_n - mean)²).
static std::pair<Value, Value> statistics(Value input, Emitter &emit) {
  nn::SizedTensorType type = typeOf(input);
  Type element = type.getElementType();
  int64_t rank = type.getRank();
  SmallVector<int64_t> pixelAxes;
  for (int64_t i = 2; i < rank; ++i)
    pixelAxes.push_back(i);
  auto over = [&](Value sums, Value count) {
    return emit.elementwise(typeOf(sums), sums, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
      return {arith::DivFOp::create(b, loc, x[0], count)};
    });
  };
  // Σ (x - mean)² over `axes`, with a factor and a term for each x.
  auto squares = [&](Value values, ArrayRef<int64_t> axes, Value mean, AffineMap map, Value factor,
                     Value term) {
    nn::SizedTensorType ofValues = typeOf(values);
    SmallVector<Value> more{mean};
    SmallVector<AffineMap> maps{map};
    if (term) {
      more.push_back(term);
      maps.push_back(emit.identity(ofValues.getRank()));
    }
    return emit.reduce(
        values, axes, number(emit.b, emit.loc, element, 0),
        [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
          Value centred = arith::SubFOp::create(b, loc, x[0], x[1]);
          Value square = arith::MulFOp::create(b, loc, centred, centred);
          if (term)
            square = arith::AddFOp::create(b, loc, x[2], arith::MulFOp::create(b, loc, square, factor));
          return {arith::AddFOp::create(b, loc, x.back(), square)};
        },
        more, maps);
  };
  if (pixelAxes.empty()) {
    Value images = emit.count(type, {0}, element);
    Value mean = over(emit.sum(input, {0}), images);
    return {mean, over(squares(input, {0}, mean, emit.only(rank, 1), {}, {}), images)};
  }
  Value pixels = emit.count(type, pixelAxes, element);
  AffineMap image = emit.dropping(rank, pixelAxes);
  Value means = over(emit.sum(input, pixelAxes), pixels);
  Value within = squares(input, pixelAxes, means, image, {}, {});
  Value images = emit.count(type, {0}, element);
  Value mean = over(emit.sum(means, {0}), images);
  SmallVector<int64_t> axes{0};
  llvm::append_range(axes, pixelAxes);
  Value total = squares(means, {0}, mean, emit.only(2, 1), pixels, within);
  return {mean, over(total, emit.count(type, axes, element))};
}

static Values batchNormTraining(nn::BatchNormTrainingOp op, nn::BatchNormTrainingOp::Adaptor adaptor,
                                Emitter &emit) {
  auto [mean, variance] = statistics(adaptor.getInput(), emit);
  Value result = normalize(emit, adaptor.getInput(), adaptor.getScale(), adaptor.getBias(), mean, variance,
                           op.getEpsilon().convertToDouble());
  return {result, mean, variance};
}

/// The maximum is subtracted first, so that no exponential exceeds 1.
template <typename Op> static Values softmax(Op op, typename Op::Adaptor adaptor, Emitter &emit) {
  Value input = adaptor.getInput();
  nn::SizedTensorType type = typeOf(input);
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
