// dlc::Function, normalisations: with scale and bias that are values, or variables of a layer.
#include "API/BuilderImpl.h"

using namespace mlir;

namespace dlc {

//===-- Over each batch element ---------------------------------------------------------------------===//

Value Function::Impl::affineNorm(StringRef op, Value x, const ScaleAndBias &weights,
                                 SmallVector<NamedAttribute> attributes, double epsilon) {
  SmallVector<mlir::Value> operands{unwrap(x)};
  for (const std::optional<Value> &weight : {weights.scale, weights.bias})
    if (weight)
      operands.push_back(unwrap(*weight));
  if (epsilon != LayerNormOptions().epsilon)
    attributes.push_back(real("epsilon", epsilon));
  if (op != "rms_norm") // the one without a bias
    attributes.push_back(
        attribute("operandSegmentSizes",
                  OpBuilder(&graph->context)
                      .getDenseI32ArrayAttr({1, weights.scale.has_value(), weights.bias.has_value()})));
  return value(op, operands, attributes, unwrap(x).getType());
}

Value Function::layerNorm(Value x, const ScaleAndBias &weights, const LayerNormOptions &options) {
  return impl->affineNorm("layer_norm", x, weights, {impl->integer("axis", options.axis)}, options.epsilon);
}
Value Function::rmsNorm(Value x, std::optional<Value> scale, std::int64_t axis, double epsilon) {
  return impl->affineNorm("rms_norm", x, {.scale = scale}, {impl->integer("axis", axis)}, epsilon);
}
Value Function::groupNorm(Value x, const ScaleAndBias &weights, std::int64_t groups, double epsilon) {
  return impl->affineNorm("group_norm", x, weights, {impl->integer("num_groups", groups)}, epsilon);
}
Value Function::instanceNorm(Value x, const ScaleAndBias &weights, double epsilon) {
  return impl->affineNorm("instance_norm", x, weights, {}, epsilon);
}

ScaleAndBias Function::Impl::scaleAndBias(Value x, const std::string &name, const Shape &shape, bool scale,
                                          bool bias) {
  RankedTensorType type = tensorType(x.dtype(), shape);
  ScaleAndBias weights;
  if (scale)
    weights.scale = wrap(read(name + ".scale", type, Initializer::constant(1)));
  if (bias)
    weights.bias = wrap(read(name + ".bias", type, Initializer::zeros()));
  return weights;
}

// The shape from an axis on.
static Shape shapeFrom(Function::Impl &impl, Value x, int64_t axis) {
  auto rank = static_cast<int64_t>(x.shape().size());
  if (axis < -rank || axis >= rank)
    impl.fail("has the axis " + std::to_string(axis) + ", but its input has rank " + std::to_string(rank));
  Shape shape = x.shape();
  shape.erase(shape.begin(), shape.begin() + (axis < 0 ? axis + rank : axis));
  return shape;
}

// Of an input that has channels; others are the verifier's to refuse.
static Shape channelShape(Value x) { return {x.shape().size() < 2 ? 1 : x.shape()[1]}; }

Value Function::layerNorm(Value x, const std::string &name, const LayerNormOptions &options) {
  LayerScope scope(*impl, name);
  const ScaleAndBias weights = impl->scaleAndBias(x, name, shapeFrom(*impl, x, options.axis), options.scale,
                                                  options.bias && options.scale);
  return impl->ofLayer(layerNorm(x, weights, options), name);
}

Value Function::rmsNorm(Value x, const std::string &name, std::int64_t axis, double epsilon) {
  LayerScope scope(*impl, name);
  const ScaleAndBias weights =
      impl->scaleAndBias(x, name, shapeFrom(*impl, x, axis), /*scale=*/true, /*bias=*/false);
  return impl->ofLayer(rmsNorm(x, weights.scale, axis, epsilon), name);
}

Value Function::groupNorm(Value x, const std::string &name, std::int64_t groups, double epsilon) {
  LayerScope scope(*impl, name);
  const ScaleAndBias weights = impl->scaleAndBias(x, name, channelShape(x), /*scale=*/true, /*bias=*/true);
  return impl->ofLayer(groupNorm(x, weights, groups, epsilon), name);
}

Value Function::instanceNorm(Value x, const std::string &name, double epsilon) {
  LayerScope scope(*impl, name);
  const ScaleAndBias weights = impl->scaleAndBias(x, name, channelShape(x), /*scale=*/true, /*bias=*/true);
  return impl->ofLayer(instanceNorm(x, weights, epsilon), name);
}

//===-- Over the batch ------------------------------------------------------------------------------===//

Value Function::batchNorm(Value x, Value scale, Value bias, Value mean, Value variance,
                          const BatchNormOptions &options) {
  // Defaults are not written.
  SmallVector<NamedAttribute> attributes;
  if (options.epsilon != BatchNormOptions().epsilon)
    attributes.push_back(impl->real("epsilon", options.epsilon));
  if (options.momentum != BatchNormOptions().momentum)
    attributes.push_back(impl->real("momentum", options.momentum));
  return impl->value("batch_norm", impl->unwrap({x, scale, bias, mean, variance}), attributes,
                     impl->unwrap(x).getType());
}

Value Function::batchNorm(Value x, const std::string &name, const BatchNormOptions &options) {
  LayerScope scope(*impl, name);
  if (x.shape().size() < 2)
    impl->requireRank(x, 2, "[batch, channels], or more");
  RankedTensorType type = impl->tensorType(x.dtype(), channelShape(x));
  const ScaleAndBias weights = impl->scaleAndBias(x, name, channelShape(x), /*scale=*/true, /*bias=*/true);
  Value mean = impl->wrap(impl->read(name + ".mean", type, Initializer::zeros(), VariableRole::Buffer));
  Value variance =
      impl->wrap(impl->read(name + ".variance", type, Initializer::constant(1), VariableRole::Buffer));
  return impl->ofLayer(batchNorm(x, *weights.scale, *weights.bias, mean, variance, options), name);
}

Value Function::batchNorm2d(Value x, const std::string &name, const BatchNormOptions &options) {
  {
    LayerScope scope(*impl, name);
    impl->requireRank(x, 4, "[batch, channels, height, width]");
  }
  return batchNorm(x, name, options);
}

Function::BatchNormalized Function::batchNormTraining(Value x, Value scale, Value bias, double epsilon) {
  SmallVector<NamedAttribute> attributes;
  if (epsilon != BatchNormOptions().epsilon)
    attributes.push_back(impl->real("epsilon", epsilon));
  Operation *op = impl->emit("nn.batch_norm_training", impl->unwrap({x, scale, bias}), attributes);
  return {impl->wrapNamed(op, 0, "normalized"), impl->wrapNamed(op, 1, "mean"),
          impl->wrapNamed(op, 2, "variance")};
}

} // namespace dlc
