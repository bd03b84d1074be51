// Normalizations, and dropout.
#include "Import/RandomState.h"
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

static Attribute segments(Node &node, ArrayRef<int32_t> sizes) {
  return DenseI32ArrayAttr::get(node.context(), sizes);
}

/// ONNX's momentum is what is kept of the running statistic; its running variance is that of the batch,
/// biased.
static void batchNormalization(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  Type element = elementOf(x);
  Value scale = e.cast(node.in(1), element), bias = e.cast(node.in(2), element);
  const double epsilon = node.f("epsilon", 1e-5), momentum = node.f("momentum", 0.9);
  node.needOnly("spatial", 1); // with 0 there are statistics for each element
  if (rankOf(x) < 2)
    refuse("its input has rank " + Twine(rankOf(x)) + ", and channels are dimension 1");
  if (!node.i("training_mode", 0)) {
    node.item(3)->isBuffer = node.item(4)->isBuffer = true;
    if (node.scope.session.trains && !node.scope.isTrainable(*node.item(3))) {
      // Statistics that stay as they are: nn.batch_norm keeps running ones in a training step.
      Shape line(rankOf(x), 1);
      line[1] = shapeOf(scale)[0];
      auto perChannel = [&](Value value) { return e.reshape(e.cast(value, element), line); };
      Value factor = e.mul(perChannel(scale), e.unary<nn::RsqrtOp>(e.add(perChannel(node.in(4)), epsilon)));
      node.set(e.add(e.mul(e.sub(x, perChannel(node.in(3))), factor), perChannel(bias)));
      return;
    }
    Value mean = e.cast(node.in(3), element), variance = e.cast(node.in(4), element);
    node.set(e.typed<nn::BatchNormOp>(x.getType(), {x, scale, bias, mean, variance},
                                      e.attrs().real("epsilon", epsilon).real("momentum", 1 - momentum)));
    return;
  }
  Operation *op = e.op<nn::BatchNormTrainingOp>({x, scale, bias}, e.attrs().real("epsilon", epsilon));
  node.set(0, op->getResult(0));
  for (size_t i = 1; i <= 2; ++i)
    if (node.wants(i)) {
      Value running = node.in(i + 2);
      Value now = e.cast(op->getResult(i), elementOf(running));
      node.set(i, e.add(e.mul(running, momentum), e.mul(now, 1 - momentum)));
    }
}

static void instanceNormalization(Node &node) {
  Value x = node.in(0);
  node.set(node.e.typed<nn::InstanceNormOp>(x.getType(), {x, node.in(1), node.in(2)},
                                            node.attrs()
                                                .real("epsilon", node.f("epsilon", 1e-5))
                                                .add("operandSegmentSizes", segments(node, {1, 1, 1}))));
}

/// In 18 to 20 scale and bias are those of groups.
static void groupNormalization(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), scale = node.in(1), bias = node.in(2);
  const int64_t groups = node.needI("num_groups");
  if (rankOf(x) < 3 || groups < 1 || nn::isSymbolic(shapeOf(x)[1]) || shapeOf(x)[1] % groups != 0)
    refuse("its " + Twine(groups) + " groups do not divide its input " + nn::shapeText(shapeOf(x)));
  const int64_t channels = shapeOf(x)[1], each = channels / groups;
  if (node.opset < 21 && shapeOf(scale)[0] == groups && each != 1)
    for (Value *value : {&scale, &bias})
      *value = e.reshape(e.expand(e.reshape(*value, {groups, 1}), {groups, each}), {channels});
  node.set(e.typed<nn::GroupNormOp>(x.getType(), {x, scale, bias},
                                    e.attrs()
                                        .integer("num_groups", groups)
                                        .real("epsilon", node.f("epsilon", 1e-5))
                                        .add("operandSegmentSizes", segments(node, {1, 1, 1}))));
}

namespace {
struct Normalized {
  Value result, mean, deviation; ///< the last is 1 / √(variance + epsilon)
};
} // namespace

/// Over the dimensions from `axis` on; statistics only where they are wanted.
static Normalized layerNorm(Emit &e, Value x, Value scale, Value bias, int64_t axis, double epsilon,
                            bool withStatistics) {
  Shape tail(ArrayRef<int64_t>(shapeOf(x)).drop_front(axis));
  const bool fits = (!scale || ArrayRef<int64_t>(shapeOf(scale)) == ArrayRef<int64_t>(tail)) &&
                    (!bias || (scale && ArrayRef<int64_t>(shapeOf(bias)) == ArrayRef<int64_t>(tail)));
  SmallVector<Value> operands{x};
  if (fits && scale)
    operands.push_back(scale);
  if (fits && bias)
    operands.push_back(bias);
  Attribute sizes = DenseI32ArrayAttr::get(e.context(), {1, fits && scale ? 1 : 0, fits && bias ? 1 : 0});
  Normalized normalized;
  normalized.result = e.typed<nn::LayerNormOp>(
      x.getType(), operands,
      e.attrs().integer("axis", axis).real("epsilon", epsilon).add("operandSegmentSizes", sizes));
  if (!fits && scale)
    normalized.result = e.mul(normalized.result, scale);
  if (!fits && bias)
    normalized.result = e.add(normalized.result, bias);
  if (withStatistics) {
    Shape axes = counting(axis, rankOf(x));
    normalized.mean = e.reduce<nn::ReduceMeanOp>(x, ArrayRef<int64_t>(axes), true);
    Value centred = e.sub(x, normalized.mean);
    Value variance = e.reduce<nn::ReduceMeanOp>(e.mul(centred, centred), ArrayRef<int64_t>(axes), true);
    normalized.deviation = e.unary<nn::RsqrtOp>(e.add(variance, epsilon));
  }
  return normalized;
}

static void layerNormalization(Node &node) {
  Value x = node.in(0);
  Normalized normalized = layerNorm(node.e, x, node.in(1), node.has(2) ? node.in(2) : Value(),
                                    node.axis(node.i("axis", -1), rankOf(x)), node.f("epsilon", 1e-5),
                                    node.wants(1) || node.wants(2));
  node.set(0, normalized.result);
  if (node.wants(1))
    node.set(1, node.e.cast(normalized.mean, node.e.builder.getF32Type()));
  if (node.wants(2))
    node.set(2, node.e.cast(normalized.deviation, node.e.builder.getF32Type()));
}

static Value rmsNorm(Emit &e, Value x, Value scale, int64_t axis, double epsilon) {
  Shape tail(ArrayRef<int64_t>(shapeOf(x)).drop_front(axis));
  const bool fits = ArrayRef<int64_t>(shapeOf(scale)) == ArrayRef<int64_t>(tail);
  SmallVector<Value> operands{x};
  if (fits)
    operands.push_back(scale);
  Value result =
      e.typed<nn::RmsNormOp>(x.getType(), operands, e.attrs().integer("axis", axis).real("epsilon", epsilon));
  return fits ? result : e.mul(result, scale);
}

static void rmsNormalization(Node &node) {
  Value x = node.in(0);
  node.set(rmsNorm(node.e, x, node.e.cast(node.in(1), elementOf(x)), node.axis(node.i("axis", -1), rankOf(x)),
                   node.f("epsilon", 1e-5)));
}

/// The sum of two inputs and a bias, normalized (com.microsoft). Inputs: x, skip, gamma, beta, bias.
template <bool isSimplified> static void skipLayerNormalization(Node &node) {
  Emit &e = node.e;
  Value sum = e.add(node.in(0), node.in(1));
  const size_t biasInput = isSimplified ? 3 : 4;
  if (node.has(biasInput))
    sum = e.add(sum, node.in(biasInput));
  const int64_t axis = rankOf(sum) - 1;
  const double epsilon = node.f("epsilon", 1e-12);
  if (node.wants(1) || node.wants(2))
    refuse("its statistics are not supported as outputs");
  node.set(
      0,
      isSimplified
          ? rmsNorm(e, sum, node.in(2), axis, epsilon)
          : layerNorm(e, sum, node.in(2), node.has(3) ? node.in(3) : Value(), axis, epsilon, false).result);
  node.set(3, sum);
}

/// Words, positions and segments, each a row of a table, summed and normalized (com.microsoft).
static void embedLayerNormalization(Node &node) {
  Emit &e = node.e;
  Value ids = node.in(0);
  const int64_t batch = shapeOf(ids)[0], length = shapeOf(ids)[1];
  Value sum = e.gather(node.in(2), ids, 0);
  sum =
      e.add(sum, e.gather(node.in(3), node.has(8) ? node.in(8) : e.range(length, e.builder.getI64Type()), 0));
  if (node.has(1) && node.has(4))
    sum = e.add(sum, e.gather(node.in(4), node.in(1), 0));
  node.set(0, layerNorm(e, sum, node.in(5), node.in(6), 2, node.f("epsilon", 1e-12), false).result);
  if (node.wants(1)) { // how many words of each sequence count
    const int64_t axis = 1;
    Type i32 = e.builder.getI32Type();
    node.set(1, node.has(7)
                    ? e.cast(e.reduce<nn::ReduceSumOp>(node.in(7), ArrayRef<int64_t>(axis), false), i32)
                    : e.expand(e.scalar(0, i32), {batch}));
  }
  node.set(2, sum);
}

static void lpNormalization(Node &node) {
  Value x = node.in(0);
  node.set(node.e.typed<nn::LpNormalizationOp>(
      x.getType(), x,
      node.attrs().integer("axis", node.axis(node.i("axis", -1), rankOf(x))).integer("p", node.i("p", 2))));
}

static void meanVarianceNormalization(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  Shape axes = node.axes(node.hasAttr("axes") ? node.is("axes") : Shape{0, 2, 3}, rankOf(x));
  llvm::sort(axes);
  Value centred = e.sub(x, e.reduce<nn::ReduceMeanOp>(x, ArrayRef<int64_t>(axes), true));
  Value variance = e.reduce<nn::ReduceMeanOp>(e.mul(centred, centred), ArrayRef<int64_t>(axes), true);
  node.set(e.div(centred, e.add(e.unary<nn::SqrtOp>(variance), 1e-9)));
}

static void lrn(Node &node) {
  Value x = node.in(0);
  node.set(node.e.typed<nn::LrnOp>(x.getType(), x,
                                   node.attrs()
                                       .integer("size", node.needI("size"))
                                       .real("alpha", node.f("alpha", 1e-4))
                                       .real("beta", node.f("beta", 0.75))
                                       .real("bias", node.f("bias", 1))));
}

/// Inference passes its input on; so does a ratio of 0. The mask is of i1 from set 10 on.
static void dropout(Node &node) {
  Emit &e = node.e;
  const bool isTraining = node.has(2) && node.integer(2, "training_mode") != 0;
  const double ratio = node.has(1) ? node.real(1, "ratio") : node.f("ratio", 0.5);
  if (isTraining && ratio != 0)
    refuse("it is in training mode in the file, whose random numbers no other program draws; export the "
           "network for "
           "inference, and `dlc train` makes it drop out");
  if (node.scope.session.trains && ratio > 0 && !node.scope.body.parent && isFloat(node.in(0))) {
    Value x = node.in(0), state = randomState(node);
    node.set(0, e.typed<nn::DropoutOp>(x.getType(), {x, state}, e.attrs().real("ratio", ratio)));
  } else {
    node.setItem(0, node.item(0));
  }
  if (node.wants(1))
    node.set(
        1, e.filled(1, node.type(0).clone(node.opset < 10 ? node.element(0) : Type(e.builder.getI1Type()))));
}

ArrayRef<Rule> normalizationRules() {
  static const Rule rules[] = {
      {"BatchNormalization", 1, newest, batchNormalization, "training mode from 14 on"},
      {"InstanceNormalization", 1, newest, instanceNormalization},
      {"GroupNormalization", 18, 20, groupNormalization, "scale and bias are those of groups"},
      {"GroupNormalization", 21, newest, groupNormalization},
      {"LayerNormalization", 17, newest, layerNormalization},
      {"LayerNormalization", 1, 16, layerNormalization, "as some exporters write it"},
      {"RMSNormalization", 23, newest, rmsNormalization},
      {"SimplifiedLayerNormalization", 1, newest, rmsNormalization, "as some exporters write it"},
      {"SimplifiedLayerNormalization", 1, newest, rmsNormalization, "", "com.microsoft"},
      {"EmbedLayerNormalization", 1, newest, embedLayerNormalization, "", "com.microsoft"},
      {"SkipLayerNormalization", 1, newest, skipLayerNormalization<false>, "", "com.microsoft"},
      {"SkipSimplifiedLayerNormalization", 1, newest, skipLayerNormalization<true>, "", "com.microsoft"},
      {"LpNormalization", 1, newest, lpNormalization},
      {"MeanVarianceNormalization", 9, newest, meanVarianceNormalization},
      {"LRN", 1, newest, lrn},
      {"Dropout", 1, 11, dropout, "the ratio is an attribute; passes its input on"},
      {"Dropout", 12, newest, dropout, "passes its input on; refused in training mode"},
  };
  return rules;
}

} // namespace dlc::importer
