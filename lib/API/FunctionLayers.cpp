// dlc::Function, the layers, and the losses that are several ops: what has variables or is made of the ops of
// FunctionOps.cpp.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"

using namespace mlir;

namespace dlc {

LayerScope::LayerScope(Function::Impl &impl, const std::string &name) : impl(impl) {
  checkName(impl.where() + ": the layer's name", name, /*allowDots=*/true);
  impl.layer = name;
}
LayerScope::~LayerScope() { impl.layer.clear(); }

void Function::Impl::requireRank(Value x, size_t rank, const std::string &axes) const {
  if (x.shape().size() != rank)
    fail("needs an input of rank " + std::to_string(rank) + ", " + axes + ", but is given " +
         typeText(unwrap(x).getType()));
}

Value Function::linear(Value x, const std::string &name, std::int64_t features,
                       const LinearOptions &options) {
  LayerScope scope(*impl, name);
  impl->requireRank(x, 2, "[batch, features]");
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
    LayerScope scope(*impl, name);
    impl->requireRank(x, 4, "[batch, channels, height, width]");
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
  impl.requireRank(x, dimensions + 2, "[batch, channels, and a dimension for each of the kernel]");
  int64_t channels = x.shape()[1];
  if (channels < 0)
    impl.fail("needs a number of input channels, and is given '" + sizeText(channels) + "'");
  if (groups < 1 || channels % groups)
    impl.fail("cannot split " + std::to_string(channels) + " input channels into " + std::to_string(groups) +
              " groups");
  return channels;
}

// The variables of a layer: weights and, where there is one, the bias.
template <typename Options>
static std::pair<Value, std::optional<Value>> variablesOf(Function::Impl &impl, Value x,
                                                          const std::string &name, const Shape &weight,
                                                          int64_t channels, const Options &options) {
  Value weights =
      impl.wrap(impl.read(name + ".weight", impl.tensorType(x.dtype(), weight), options.weightInitializer));
  if (!options.bias)
    return {weights, std::nullopt};
  return {weights, impl.wrap(impl.read(name + ".bias", impl.tensorType(x.dtype(), {channels}),
                                       options.biasInitializer))};
}

// Input, weights and, where there is one, bias; attributes that both convolutions have.
template <typename Options>
static std::pair<SmallVector<mlir::Value>, SmallVector<NamedAttribute>>
convolved(Function::Impl &impl, Value x, Value weight, const std::optional<Value> &bias,
          const Options &options) {
  SmallVector<mlir::Value> operands{impl.unwrap(x), impl.unwrap(weight)};
  if (bias)
    operands.push_back(impl.unwrap(*bias));
  SmallVector<NamedAttribute> attributes = impl.window(options.strides, options.pads, options.dilations);
  if (options.groups != 1)
    attributes.push_back(impl.integer("group", options.groups));
  return {operands, attributes};
}

Value Function::conv(Value x, Value weight, const ConvOptions &options, std::optional<Value> bias) {
  auto [operands, attributes] = convolved(*impl, x, weight, bias, options);
  if (options.samePadding)
    attributes.push_back(
        impl->attribute("auto_pad", nn::AutoPadAttr::get(&impl->graph->context, nn::AutoPad::same_upper)));
  return impl->value("conv", operands, attributes);
}

Value Function::conv(Value x, const std::string &name, std::int64_t channels,
                     const std::vector<std::int64_t> &kernel, const ConvOptions &options) {
  LayerScope scope(*impl, name);
  Shape shape{channels, channelsOf(*impl, x, kernel.size(), options.groups) / options.groups};
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  auto [weight, bias] = variablesOf(*impl, x, name, shape, channels, options);
  return impl->ofLayer(conv(x, weight, options, bias), name);
}

Value Function::convTranspose(Value x, Value weight, const ConvTransposeOptions &options,
                              std::optional<Value> bias) {
  auto [operands, attributes] = convolved(*impl, x, weight, bias, options);
  if (llvm::any_of(options.outputPadding, [](int64_t padding) { return padding != 0; }))
    attributes.push_back(impl->integers("output_padding", options.outputPadding));
  return impl->value("conv_transpose", operands, attributes);
}

Value Function::convTranspose(Value x, const std::string &name, std::int64_t channels,
                              const std::vector<std::int64_t> &kernel, const ConvTransposeOptions &options) {
  LayerScope scope(*impl, name);
  Shape shape{channelsOf(*impl, x, kernel.size(), options.groups), channels / options.groups};
  if (channels % options.groups)
    impl->fail("cannot split " + std::to_string(channels) + " output channels into " +
               std::to_string(options.groups) + " groups");
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  auto [weight, bias] = variablesOf(*impl, x, name, shape, channels, options);
  return impl->ofLayer(convTranspose(x, weight, options, bias), name);
}

} // namespace dlc
