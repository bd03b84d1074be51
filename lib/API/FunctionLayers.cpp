// dlc::Function, the layers, and the losses that are several ops: what has variables or is made of the ops of
// FunctionOps.cpp.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"

#include "llvm/ADT/ScopeExit.h"

#include <cmath>

using namespace mlir;

namespace dlc {

// For the time of a layer, messages name it.
static auto inLayer(Function::Impl &impl, const std::string &name) {
  checkName(impl.where() + ": the layer's name", name, /*allowDots=*/true);
  impl.layer = name;
  return llvm::scope_exit([&impl] { impl.layer.clear(); });
}

static void requireRank(Function::Impl &impl, Value x, size_t rank, const std::string &axes) {
  if (x.shape().size() != rank)
    impl.fail("needs an input of rank " + std::to_string(rank) + ", " + axes + ", but is given " +
              typeText(impl.unwrap(x).getType()));
}

Value Function::linear(Value x, const std::string &name, std::int64_t features,
                       const LinearOptions &options) {
  auto scope = inLayer(*impl, name);
  requireRank(*impl, x, 2, "[batch, features]");
  DType dtype = x.dtype();
  mlir::Value weight = impl->read(name + ".weight", impl->tensorType(dtype, {x.shape()[1], features}),
                                  options.weightInitializer);
  if (options.dropConnect != 0) {
    weight = impl->unwrap(dropout(name + ".random", impl->wrap(weight), options.dropConnect));
    impl->graph->annotations.names[weight] = name + ".connected";
  }
  if (!options.bias)
    return impl->ofLayer(impl->value("matmul", {impl->unwrap(x), weight}), name);
  mlir::Value bias = impl->read(name + ".bias", impl->tensorType(dtype, {features}), options.biasInitializer);
  Value product = impl->value("matmul", {impl->unwrap(x), weight});
  impl->graph->annotations.names[impl->unwrap(product)] = name + ".product";
  return impl->ofLayer(impl->value("add", {impl->unwrap(product), bias}), name);
}

Value Function::conv2d(Value x, const std::string &name, std::int64_t channels, std::int64_t kernel,
                       const Conv2dOptions &options) {
  {
    auto scope = inLayer(*impl, name);
    requireRank(*impl, x, 4, "[batch, channels, height, width]");
  }
  auto both = [](std::int64_t value) { return std::vector<std::int64_t>{value, value}; };
  return conv(x, name, channels, both(kernel),
              {.strides = both(options.stride),
               .pads = std::vector<std::int64_t>(4, options.padding),
               .dilations = both(options.dilation),
               .groups = options.groups,
               .bias = options.bias,
               .weightInitializer = options.weightInitializer,
               .biasInitializer = options.biasInitializer});
}

// The input's channels, and as many dimensions behind them as the kernel has.
static int64_t channelsOf(Function::Impl &impl, Value x, size_t dimensions, int64_t groups) {
  requireRank(impl, x, dimensions + 2, "[batch, channels, and a dimension for each of the kernel]");
  int64_t channels = x.shape()[1];
  if (channels < 0)
    impl.fail("needs a number of input channels, and is given '" + sizeText(channels) + "'");
  if (groups < 1 || channels % groups)
    impl.fail("cannot split " + std::to_string(channels) + " input channels into " + std::to_string(groups) +
              " groups");
  return channels;
}

// Input, weights and, where there is one, bias.
template <typename Options>
static SmallVector<mlir::Value> convolved(Function::Impl &impl, Value x, const std::string &name,
                                          const Shape &weight, int64_t channels, const Options &options) {
  SmallVector<mlir::Value> operands{
      impl.unwrap(x),
      impl.read(name + ".weight", impl.tensorType(x.dtype(), weight), options.weightInitializer)};
  if (options.bias)
    operands.push_back(
        impl.read(name + ".bias", impl.tensorType(x.dtype(), {channels}), options.biasInitializer));
  return operands;
}

Value Function::conv(Value x, const std::string &name, std::int64_t channels,
                     const std::vector<std::int64_t> &kernel, const ConvOptions &options) {
  auto scope = inLayer(*impl, name);
  Shape weight{channels, channelsOf(*impl, x, kernel.size(), options.groups) / options.groups};
  weight.insert(weight.end(), kernel.begin(), kernel.end());
  SmallVector<mlir::Value> operands = convolved(*impl, x, name, weight, channels, options);
  SmallVector<NamedAttribute> attributes = impl->window(options.strides, options.pads, options.dilations);
  if (options.samePadding)
    attributes.push_back(
        impl->attribute("auto_pad", nn::AutoPadAttr::get(&impl->graph->context, nn::AutoPad::same_upper)));
  if (options.groups != 1)
    attributes.push_back(impl->integer("group", options.groups));
  return impl->ofLayer(impl->value("conv", operands, attributes), name);
}

Value Function::convTranspose(Value x, const std::string &name, std::int64_t channels,
                              const std::vector<std::int64_t> &kernel, const ConvTransposeOptions &options) {
  auto scope = inLayer(*impl, name);
  Shape weight{channelsOf(*impl, x, kernel.size(), options.groups), channels / options.groups};
  if (channels % options.groups)
    impl->fail("cannot split " + std::to_string(channels) + " output channels into " +
               std::to_string(options.groups) + " groups");
  weight.insert(weight.end(), kernel.begin(), kernel.end());
  SmallVector<mlir::Value> operands = convolved(*impl, x, name, weight, channels, options);
  SmallVector<NamedAttribute> attributes = impl->window(options.strides, options.pads, options.dilations);
  if (options.groups != 1)
    attributes.push_back(impl->integer("group", options.groups));
  if (llvm::any_of(options.outputPadding, [](int64_t padding) { return padding != 0; }))
    attributes.push_back(impl->integers("output_padding", options.outputPadding));
  return impl->ofLayer(impl->value("conv_transpose", operands, attributes), name);
}

Value Function::Impl::affineNorm(StringRef op, Value x, const std::string &name, const Shape &shape,
                                 bool scale, bool bias, SmallVector<NamedAttribute> attributes,
                                 double epsilon) {
  SmallVector<mlir::Value> operands{unwrap(x)};
  RankedTensorType type = tensorType(x.dtype(), shape);
  if (scale)
    operands.push_back(read(name + ".scale", type, Initializer::constant(1)));
  if (bias)
    operands.push_back(read(name + ".bias", type, Initializer::zeros()));
  if (epsilon != 1e-5)
    attributes.push_back(real("epsilon", epsilon));
  if (op != "rms_norm") // the one without a bias
    attributes.push_back(
        attribute("operandSegmentSizes", OpBuilder(&graph->context).getDenseI32ArrayAttr({1, scale, bias})));
  return ofLayer(value(op, operands, attributes, unwrap(x).getType()), name);
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
  auto scope = inLayer(*impl, name);
  return impl->affineNorm("layer_norm", x, name, shapeFrom(*impl, x, options.axis), options.scale,
                          options.bias && options.scale, {impl->integer("axis", options.axis)},
                          options.epsilon);
}

Value Function::rmsNorm(Value x, const std::string &name, std::int64_t axis, double epsilon) {
  auto scope = inLayer(*impl, name);
  return impl->affineNorm("rms_norm", x, name, shapeFrom(*impl, x, axis), /*scale=*/true, /*bias=*/false,
                          {impl->integer("axis", axis)}, epsilon);
}

Value Function::groupNorm(Value x, const std::string &name, std::int64_t groups, double epsilon) {
  auto scope = inLayer(*impl, name);
  return impl->affineNorm("group_norm", x, name, channelShape(x), /*scale=*/true, /*bias=*/true,
                          {impl->integer("num_groups", groups)}, epsilon);
}

Value Function::instanceNorm(Value x, const std::string &name, double epsilon) {
  auto scope = inLayer(*impl, name);
  return impl->affineNorm("instance_norm", x, name, channelShape(x), /*scale=*/true, /*bias=*/true, {},
                          epsilon);
}

Value Function::batchNorm2d(Value x, const std::string &name, const BatchNormOptions &options) {
  auto scope = inLayer(*impl, name);
  requireRank(*impl, x, 4, "[batch, channels, height, width]");
  RankedTensorType type = impl->tensorType(x.dtype(), {x.shape()[1]});
  auto zeros = Initializer::zeros(), ones = Initializer::constant(1);
  mlir::Value operands[] = {impl->unwrap(x), impl->read(name + ".scale", type, ones),
                            impl->read(name + ".bias", type, zeros),
                            impl->read(name + ".mean", type, zeros, VariableRole::Buffer),
                            impl->read(name + ".variance", type, ones, VariableRole::Buffer)};
  // Defaults are not written.
  SmallVector<NamedAttribute> attributes;
  OpBuilder builder(&impl->graph->context);
  if (options.epsilon != BatchNormOptions().epsilon)
    attributes.push_back(impl->attribute("epsilon", builder.getF64FloatAttr(options.epsilon)));
  if (options.momentum != BatchNormOptions().momentum)
    attributes.push_back(impl->attribute("momentum", builder.getF64FloatAttr(options.momentum)));
  return impl->ofLayer(impl->value("batch_norm", operands, attributes, impl->unwrap(x).getType()), name);
}

Function::BatchNormalized Function::batchNormTraining(Value x, Value scale, Value bias, double epsilon) {
  SmallVector<NamedAttribute> attributes;
  if (epsilon != BatchNormOptions().epsilon)
    attributes.push_back(impl->real("epsilon", epsilon));
  Operation *op = impl->emit("nn.batch_norm_training",
                             {impl->unwrap(x), impl->unwrap(scale), impl->unwrap(bias)}, attributes);
  return {impl->wrapNamed(op, 0, "normalized"), impl->wrapNamed(op, 1, "mean"),
          impl->wrapNamed(op, 2, "variance")};
}

Function::Recurrent Function::Impl::recurrent(StringRef op, int64_t gates, Value x, const std::string &name,
                                              int64_t units, const RecurrentOptions &options,
                                              SmallVector<NamedAttribute> attributes) {
  auto scope = inLayer(*this, name);
  requireRank(*this, x, 3, "[batch, steps, features]");
  if (units < 1)
    fail("needs at least one unit, but is given " + std::to_string(units));
  DType dtype = x.dtype();
  Shape shape = x.shape();
  bool both = options.direction == Direction::bidirectional;
  int64_t directions = both ? 2 : 1, width = gates * units;
  double bound = 1 / std::sqrt(static_cast<double>(units));
  auto variable = [&](const char *end, Shape of) {
    return read(name + end, tensorType(dtype, of), Initializer::uniform(-bound, bound));
  };
  SmallVector<mlir::Value> operands{unwrap(x), variable(".weight", {directions, width, shape[2]}),
                                    variable(".recurrence", {directions, width, units})};
  if (options.bias)
    operands.push_back(variable(".bias", {directions, 2 * width}));
  // The input and the weights are there; of what may be missing, only the bias is given.
  SmallVector<int32_t> present{1, 1, 1, options.bias, 0, 0};
  bool isLstm = op == "nn.lstm";
  if (isLstm)
    present.append({0, 0});
  MLIRContext *context = &graph->context;
  attributes.push_back(attribute("operandSegmentSizes", DenseI32ArrayAttr::get(context, present)));
  if (options.direction != Direction::forward)
    attributes.push_back(attribute(
        "direction", nn::RecurrentDirectionAttr::get(context, both ? nn::RecurrentDirection::bidirectional
                                                                   : nn::RecurrentDirection::reverse)));
  SmallVector<Type> types{tensorType(dtype, {shape[0], shape[1], directions, units})};
  types.append(isLstm ? 2 : 1, tensorType(dtype, {shape[0], directions, units}));
  Operation *layer = emit(op, operands, attributes, ArrayRef<Type>(types));
  static constexpr const char *ends[] = {".states", ".h", ".c"};
  for (OpResult result : layer->getResults())
    graph->annotations.names[result] = name + ends[result.getResultNumber()];
  // Directions side by side.
  Value states =
      value("reshape", layer->getResult(0), {}, tensorType(dtype, {shape[0], shape[1], directions * units}));
  Value last = value("reshape", layer->getResult(1), {}, tensorType(dtype, {shape[0], directions * units}));
  graph->annotations.names[unwrap(last)] = name + ".last";
  return {ofLayer(states, name), last};
}

Function::Recurrent Function::rnn(Value x, const std::string &name, int64_t units,
                                  const RecurrentOptions &options) {
  return impl->recurrent("nn.rnn", 1, x, name, units, options, {});
}
Function::Recurrent Function::lstm(Value x, const std::string &name, int64_t units,
                                   const RecurrentOptions &options) {
  return impl->recurrent("nn.lstm", 4, x, name, units, options, {});
}
Function::Recurrent Function::gru(Value x, const std::string &name, int64_t units,
                                  const RecurrentOptions &options) {
  SmallVector<NamedAttribute> attributes;
  if (options.linearBeforeReset)
    attributes.push_back(impl->unit("linear_before_reset"));
  return impl->recurrent("nn.gru", 3, x, name, units, options, attributes);
}

} // namespace dlc
