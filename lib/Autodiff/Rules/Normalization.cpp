// Derivative rules of batch norm, layer norm and softmax, written with primitive ops so that they may be
// differentiated again.
#include "Autodiff/Rules.h"

#include "NN/NNLayerNorm.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::autodiff {
namespace {
// What both batch norms have in common: per-channel values lie along dimension 1 of the input.
struct Channels {
  Channels(Value input, Emitter &emit) : emit(emit), shape(rank(input), 1) {
    shape[1] = cast<nn::SizedTensorType>(input.getType()).getDimSize(1);
    for (int64_t i = 0, n = shape.size(); i < n; ++i)
      if (i != 1)
        axes.push_back(i);
  }
  // Makes [C] broadcast against the input.
  Value spread(Value perChannel) { return emit.reshape(perChannel, shape); }
  Value sum(Value input) { return emit.reduceSum(input, axes); }
  Value mean(Value input) { return emit.reduceMean(input, axes, /*keepdims=*/true); }
  // 1 / √(variance + epsilon), per channel.
  Value inverseDeviation(Value variance, double epsilon) {
    return emit.unary<RsqrtOp>(emit.add(variance, emit.scalar(epsilon, variance)));
  }

  Emitter &emit;
  SmallVector<int64_t> shape;
  SmallVector<int64_t> axes; // all but the channels

private:
  static size_t rank(Value input) { return cast<nn::SizedTensorType>(input.getType()).getRank(); }
};
} // namespace

static Adjoints batchNorm(BatchNormOp op, Value g, Emitter &emit) {
  Value scale = op.getScale();
  Channels channels(op.getInput(), emit);
  Value r = channels.inverseDeviation(op.getVariance(), op.getEpsilon().convertToDouble());
  Adjoints result(5);
  if (emit.wants(op.getInput()))
    result[0] = emit.mul(g, channels.spread(emit.mul(scale, r)));
  bool wantsVariance = emit.wants(op.getVariance());
  if (emit.wants(scale) || wantsVariance) {
    Value centred = emit.sub(op.getInput(), channels.spread(op.getMean()));
    Value sum = emit.mul(channels.sum(emit.mul(g, centred)), r);
    if (emit.wants(scale))
      result[1] = sum;
    // The derivative of r with respect to the variance is -r³/2; one factor is in the sum already.
    if (wantsVariance)
      result[4] = emit.mul(emit.mul(sum, scale), emit.mul(emit.scalar(-0.5, r), emit.mul(r, r)));
  }
  bool wantsMean = emit.wants(op.getMean());
  if (emit.wants(op.getBias()) || wantsMean) {
    Value sum = channels.sum(g);
    if (emit.wants(op.getBias()))
      result[2] = sum;
    if (wantsMean)
      result[3] = emit.neg(emit.mul(sum, emit.mul(scale, r)));
  }
  return result;
}

// The statistics depend on the input too. Their own adjoints come on top: the mean's is spread evenly, the
// (biased) variance's by 2·(x - mean) / n.
static Adjoints batchNormTraining(BatchNormTrainingOp op, ArrayRef<Value> adjoints, Emitter &emit) {
  Value input = op.getInput(), scale = op.getScale();
  Value g = adjoints[0], ofMean = adjoints[1], ofVariance = adjoints[2];
  auto inputType = cast<nn::SizedTensorType>(input.getType());
  Channels channels(input, emit);
  Adjoints result(3);
  auto addToInput = [&](Value term) { result[0] = result[0] ? emit.add(result[0], term) : term; };
  Value centred = emit.sub(input, channels.spread(op.getMean()));
  if (g) {
    Value r = channels.inverseDeviation(op.getVariance(), op.getEpsilon().convertToDouble());
    Value normal = emit.mul(centred, channels.spread(r));
    Value weighted = emit.mul(g, normal);
    if (emit.wants(input)) {
      Value rest = emit.sub(emit.sub(g, channels.mean(g)), emit.mul(normal, channels.mean(weighted)));
      addToInput(emit.mul(rest, channels.spread(emit.mul(scale, r))));
    }
    if (emit.wants(scale))
      result[1] = channels.sum(weighted);
    if (emit.wants(op.getBias()))
      result[2] = channels.sum(g);
  }
  if (!emit.wants(input))
    return result;
  auto perElement = [&](Value adjoint) {
    return channels.spread(emit.div(adjoint, emit.size(input, ArrayRef<int64_t>(channels.axes), input)));
  };
  if (ofMean)
    addToInput(emit.expand(perElement(ofMean), inputType));
  if (ofVariance)
    addToInput(emit.mul(emit.mul(centred, emit.scalar(2, centred)), perElement(ofVariance)));
  return result;
}

// With the mean and the mean product with the normalised input taken out of the adjoint, as in batch norm:
// one pass for both sums, where the parts would need one for each. The statistics are written as the
// decomposition writes them, so that they are computed once.
static Adjoints layerNorm(LayerNormOp op, Value g, Emitter &emit) {
  Value input = op.getInput(), scale = op.getScale();
  SmallVector<int64_t> axes = axesFrom(static_cast<int64_t>(op.getAxis()), input);
  Standardization parts = standardize(emit, input, axes, op.getEpsilon().convertToDouble());
  Value normal = emit.mul(parts.centred, parts.inverseDeviation);
  Adjoints result(op->getNumOperands());
  if (emit.wants(input)) {
    Value scaled = scale ? emit.mul(g, scale) : g;
    Value mean = emit.reduceMean(scaled, axes, /*keepdims=*/true);
    Value along = emit.reduceMean(emit.mul(scaled, normal), axes, /*keepdims=*/true);
    Value rest = emit.sub(emit.sub(scaled, mean), emit.mul(normal, along));
    result[0] = emit.mul(rest, parts.inverseDeviation);
  }
  if (emit.wants(scale))
    result[1] = emit.unbroadcast(emit.mul(g, normal), scale.getType());
  if (emit.wants(op.getBias()))
    result[2] = emit.unbroadcast(g, op.getBias().getType());
  return result;
}

// The axis as it counts from the front.
static int64_t axisOf(int64_t axis, Value input) {
  return axis < 0 ? axis + cast<nn::SizedTensorType>(input.getType()).getRank() : axis;
}

static Adjoints softmax(SoftmaxOp op, Value g, Emitter &emit) {
  Value y = op.getResult();
  Value sum = emit.reduceSum(emit.mul(g, y), {axisOf(op.getAxis(), y)}, /*keepdims=*/true);
  return {emit.mul(y, emit.sub(g, sum))};
}

static Adjoints logSoftmax(LogSoftmaxOp op, Value g, Emitter &emit) {
  Value y = op.getResult();
  Value sum = emit.reduceSum(g, {axisOf(op.getAxis(), y)}, /*keepdims=*/true);
  return {emit.sub(g, emit.mul(emit.unary<ExpOp>(y), sum))};
}

void addNormalizationRules(RuleTable &table) {
  table.add(batchNorm);
  table.addMultiResult(batchNormTraining);
  table.add(layerNorm);
  table.add(softmax);
  table.add(logSoftmax);
}
} // namespace dlc::autodiff
