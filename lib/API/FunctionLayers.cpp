// dlc::Function, the layers, and the losses that are several ops: what has variables or is made of the ops of
// FunctionOps.cpp.
#include "API/BuilderImpl.h"
#include "API/GraphImpl.h"

#include "llvm/ADT/ScopeExit.h"

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
  auto scope = inLayer(*impl, name);
  requireRank(*impl, x, 4, "[batch, channels, height, width]");
  DType dtype = x.dtype();
  int64_t inputs = x.shape()[1];
  if (options.groups < 1 || inputs % options.groups)
    impl->fail("cannot split " + std::to_string(inputs) + " input channels into " +
               std::to_string(options.groups) + " groups");
  RankedTensorType weightType = impl->tensorType(dtype, {channels, inputs / options.groups, kernel, kernel});
  SmallVector<mlir::Value> operands{impl->unwrap(x),
                                    impl->read(name + ".weight", weightType, options.weightInitializer)};
  if (options.bias)
    operands.push_back(
        impl->read(name + ".bias", impl->tensorType(dtype, {channels}), options.biasInitializer));
  // Defaults are not written.
  SmallVector<NamedAttribute> attributes;
  if (int64_t pad = options.padding; pad != 0)
    attributes.push_back(impl->integers("pads", {pad, pad, pad, pad}));
  if (options.stride != 1)
    attributes.push_back(impl->integers("strides", {options.stride, options.stride}));
  if (options.dilation != 1)
    attributes.push_back(impl->integers("dilations", {options.dilation, options.dilation}));
  if (options.groups != 1)
    attributes.push_back(
        impl->attribute("group", OpBuilder(&impl->graph->context).getI64IntegerAttr(options.groups)));
  return impl->ofLayer(impl->value("conv", operands, attributes), name);
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

} // namespace dlc
