// dlc::Function, the ops on windows, space and sequences, in the order of the header.
#include "API/BuilderImpl.h"

using namespace mlir;

namespace dlc {

SmallVector<NamedAttribute> Function::Impl::window(const std::vector<std::int64_t> &strides,
                                                   const std::vector<std::int64_t> &pads,
                                                   const std::vector<std::int64_t> &dilations) const {
  SmallVector<NamedAttribute> attributes;
  auto isNot = [](int64_t plain) { return [plain](int64_t entry) { return entry != plain; }; };
  if (llvm::any_of(strides, isNot(1)))
    attributes.push_back(integers("strides", strides));
  if (llvm::any_of(pads, isNot(0)))
    attributes.push_back(integers("pads", pads));
  if (llvm::any_of(dilations, isNot(1)))
    attributes.push_back(integers("dilations", dilations));
  return attributes;
}

Value Function::Impl::pool(StringRef op, Value x, const std::vector<std::int64_t> &kernel,
                           const PoolOptions &options, ArrayRef<NamedAttribute> more) {
  SmallVector<NamedAttribute> attributes =
      window(options.strides.empty() ? kernel : options.strides, options.pads, options.dilations);
  attributes.push_back(integers("kernel_shape", kernel));
  if (options.ceilMode)
    attributes.push_back(unit("ceil_mode"));
  llvm::append_range(attributes, more);
  return value(op, unwrap(x), attributes);
}

Value Function::maxPool(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options) {
  return impl->pool("max_pool", x, kernel, options);
}
Value Function::maxPoolIndices(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options) {
  return impl->pool("max_pool_indices", x, kernel, options);
}
Value Function::averagePool(Value x, const std::vector<std::int64_t> &kernel, const PoolOptions &options) {
  SmallVector<NamedAttribute> more;
  if (options.countIncludePad)
    more.push_back(impl->unit("count_include_pad"));
  return impl->pool("average_pool", x, kernel, options, more);
}
Value Function::lpPool(Value x, std::int64_t p, const std::vector<std::int64_t> &kernel,
                       const PoolOptions &options) {
  return impl->pool("lp_pool", x, kernel, options, impl->integer("p", p));
}

Value Function::globalAveragePool(Value x) { return impl->value("global_average_pool", impl->unwrap(x)); }
Value Function::globalMaxPool(Value x) { return impl->value("global_max_pool", impl->unwrap(x)); }
Value Function::globalLpPool(Value x, std::int64_t p) {
  return impl->value("global_lp_pool", impl->unwrap(x), impl->integer("p", p));
}

Value Function::col2im(Value x, const std::vector<std::int64_t> &image,
                       const std::vector<std::int64_t> &block, const PoolOptions &options) {
  SmallVector<NamedAttribute> attributes = impl->window(options.strides, options.pads, options.dilations);
  attributes.push_back(impl->integers("image_shape", image));
  attributes.push_back(impl->integers("block_shape", block));
  return impl->value("col2im", impl->unwrap(x), attributes);
}

Value Function::localResponseNorm(Value x, std::int64_t size, const LrnOptions &options) {
  return impl->value("lrn", impl->unwrap(x),
                     {impl->integer("size", size), impl->real("alpha", options.alpha),
                      impl->real("beta", options.beta), impl->real("bias", options.bias)});
}

Value Function::lpNormalize(Value x, std::int64_t axis, std::int64_t p) {
  return impl->value("lp_normalization", impl->unwrap(x),
                     {impl->integer("axis", axis), impl->integer("p", p)});
}

Value Function::resize(Value x, Shape shape, const ResizeOptions &options) {
  MLIRContext *context = &impl->graph->context;
  // The enums list their cases in one order.
  auto mode = nn::ResizeModeAttr::get(context, static_cast<nn::ResizeMode>(options.mode));
  auto coordinates = nn::CoordinateTransformationModeAttr::get(
      context, static_cast<nn::CoordinateTransformationMode>(options.coordinates));
  auto nearest = nn::NearestModeAttr::get(context, static_cast<nn::NearestMode>(options.nearest));
  return impl->value(
      "resize", impl->unwrap(x),
      {impl->attribute("mode", mode), impl->attribute("coordinate_transformation_mode", coordinates),
       impl->attribute("nearest_mode", nearest), impl->real("cubic_coeff_a", options.cubicCoefficient)},
      impl->tensorType(x.dtype(), shape));
}

Value Function::gridSample(Value x, Value grid, const GridSampleOptions &options) {
  MLIRContext *context = &impl->graph->context;
  // The enums list their cases in one order.
  auto mode = nn::ResizeModeAttr::get(context, static_cast<nn::ResizeMode>(options.mode));
  auto padding = nn::SamplePaddingAttr::get(context, static_cast<nn::SamplePadding>(options.padding));
  SmallVector<NamedAttribute> attributes{impl->attribute("mode", mode),
                                         impl->attribute("padding_mode", padding)};
  if (options.alignCorners)
    attributes.push_back(impl->unit("align_corners"));
  return impl->value("grid_sample", {impl->unwrap(x), impl->unwrap(grid)}, attributes);
}

Value Function::affineGrid(Value theta, const std::vector<std::int64_t> &sizes, bool alignCorners) {
  Shape shape{theta.shape().empty() ? 1 : theta.shape().front()};
  llvm::append_range(shape, sizes);
  shape.push_back(static_cast<std::int64_t>(sizes.size()));
  SmallVector<NamedAttribute> attributes;
  if (alignCorners)
    attributes.push_back(impl->unit("align_corners"));
  return impl->value("affine_grid", impl->unwrap(theta), attributes, impl->tensorType(theta.dtype(), shape));
}

Value Function::depthToSpace(Value x, std::int64_t blocksize, bool columnRowDepth) {
  auto mode = columnRowDepth ? nn::DepthToSpaceMode::crd : nn::DepthToSpaceMode::dcr;
  return impl->value("depth_to_space", impl->unwrap(x),
                     {impl->integer("blocksize", blocksize),
                      impl->attribute("mode", nn::DepthToSpaceModeAttr::get(&impl->graph->context, mode))});
}
Value Function::spaceToDepth(Value x, std::int64_t blocksize) {
  return impl->value("space_to_depth", impl->unwrap(x), impl->integer("blocksize", blocksize));
}

Value Function::attention(Value query, Value key, Value value, const AttentionOptions &options) {
  SmallVector<mlir::Value> operands{impl->unwrap(query), impl->unwrap(key), impl->unwrap(value)};
  if (options.mask)
    operands.push_back(impl->unwrap(*options.mask));
  SmallVector<NamedAttribute> attributes;
  if (options.causal)
    attributes.push_back(impl->unit("causal"));
  if (options.scale)
    attributes.push_back(impl->real("scale", *options.scale));
  return impl->value("attention", operands, attributes);
}

Value Function::rotaryEmbedding(Value x, Value cos, Value sin, bool interleaved) {
  SmallVector<NamedAttribute> attributes;
  if (interleaved)
    attributes.push_back(impl->unit("interleaved"));
  return impl->value("rotary_embedding", {impl->unwrap(x), impl->unwrap(cos), impl->unwrap(sin)}, attributes,
                     impl->unwrap(x).getType());
}

} // namespace dlc
