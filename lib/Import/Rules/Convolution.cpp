// Convolutions and their transposes.
#include "Import/RuleTable.h"
#include "Import/Windows.h"
#include "NN/NNSampler.h"

using namespace mlir;

namespace dlc::importer {

static std::string autoPadOf(Node &node) {
  if (node.s("auto_pad", "").empty())
    return "NOTSET";
  return node.choice("auto_pad", "NOTSET", {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"});
}

Attrs windowAttrs(Node &node, int64_t spatial) {
  Attrs attributes = node.attrs();
  auto add = [&](const char *name, size_t count) {
    if (!node.hasAttr(name))
      return;
    Shape values = node.is(name);
    if (values.empty())
      return;
    // What says nothing is not written.
    const int64_t nothing = StringRef(name) == "pads" ? 0 : 1;
    if (values.size() == count && llvm::all_of(values, [&](int64_t value) { return value == nothing; }))
      return;
    if (values.size() != count)
      refuse("its " + Twine(name) + " have " + Twine(values.size()) + " entries for " + Twine(spatial) +
             " spatial dimensions");
    attributes.ints(name, values);
  };
  add("strides", spatial);
  add("dilations", spatial);
  const std::string how = autoPadOf(node);
  if (how == "NOTSET") {
    add("pads", 2 * spatial);
    return attributes;
  }
  return attributes.add("auto_pad",
                        nn::AutoPadAttr::get(node.context(), *nn::symbolizeAutoPad(StringRef(how).lower())));
}

static void checkKernel(Node &node, Value weight) {
  Shape kernel = node.is("kernel_shape"), shape = shapeOf(weight);
  if (!kernel.empty() && ArrayRef<int64_t>(kernel) != ArrayRef<int64_t>(shape).drop_front(2))
    refuse("its kernel_shape is " + nn::shapeText(kernel) + ", its weights are " + nn::shapeText(shape));
}

/// A convolution that adds up a dynamic number of channels is the gradient of one with respect to its
/// weights, whose batch they are, as exporters of training steps write it: batch and channels change roles,
/// and so do strides and dilations.
static Value convOverBatch(Node &node, Value x, Value weight) {
  Emit &e = node.e;
  const int64_t groups = node.i("group", 1), rank = rankOf(x);
  const Shape shape = shapeOf(x), kernel = shapeOf(weight);
  const int64_t rows = shape[0], batch = kernel[1], outputs = kernel[0];
  windowAttrs(node, rank - 2); // checks them
  const Shape ones(rank - 2, 1), none(2 * (rank - 2), 0);
  const Shape strides = node.is("strides", ones), dilations = node.is("dilations", ones),
              pads = node.is("pads", none);
  if (autoPadOf(node) != "NOTSET" || groups < 1 || nn::multiplySizes(batch, groups) != shape[1])
    refuse("its channels are dynamic: " + nn::shapeText(shape) + ", and weights " + nn::shapeText(kernel) +
           "; give the size a number: --size NAME=N");
  Shape result{outputs, rows}, split{rows, groups, batch}, perm{2, 1, 0}, joined{batch, groups * rows};
  auto isIn = [](int64_t value, int64_t least) { return value >= least && value < (int64_t(1) << 30); };
  for (int64_t d = 0; d < rank - 2; ++d) {
    if (!isIn(shape[d + 2], 1) || !isIn(kernel[d + 2], 1) || !isIn(strides[d], 1) || !isIn(dilations[d], 1) ||
        !isIn(pads[d], 0) || !isIn(pads[d + rank - 2], 0))
      refuse("its channels are dynamic, and its spatial sizes or windows are not fixed or out of range: " +
             nn::shapeText(shape) + ", and weights " + nn::shapeText(kernel));
    const int64_t extent = dilations[d] * (kernel[d + 2] - 1) + 1;
    result.push_back((shape[d + 2] + pads[d] + pads[d + rank - 2] - extent) / strides[d] + 1);
    split.push_back(shape[d + 2]), joined.push_back(shape[d + 2]), perm.push_back(d + 3);
  }
  Value images = e.reshape(e.transpose(e.reshape(x, split), perm), joined);
  return e.swap(e.typed<nn::ConvBackwardWeightsOp>(nn::SizedTensorType::get(result, elementOf(x)),
                                                   {images, e.swap(weight, 0, 1)},
                                                   node.attrs()
                                                       .ints("strides", dilations)
                                                       .ints("dilations", strides)
                                                       .ints("pads", pads)
                                                       .integer("group", groups)),
                0, 1);
}

static void conv(Node &node) {
  Value x = node.in(0), weight = node.in(1);
  if (rankOf(x) < 3 || rankOf(weight) != rankOf(x))
    refuse("its input is " + nn::shapeText(shapeOf(x)) + ", its weights are " +
           nn::shapeText(shapeOf(weight)));
  checkKernel(node, weight);
  if (nn::isSymbolic(shapeOf(weight)[1])) {
    Value y = convOverBatch(node, x, weight);
    Shape channels(rankOf(y), 1);
    channels[1] = shapeOf(y)[1];
    node.set(node.has(2) ? node.e.add(y, node.e.reshape(node.in(2), channels)) : y);
    return;
  }
  SmallVector<Value> operands{x, weight};
  if (node.has(2))
    operands.push_back(node.in(2));
  node.set(node.e.one<nn::ConvOp>(operands,
                                  windowAttrs(node, rankOf(x) - 2).integer("group", node.i("group", 1))));
}

static void convTranspose(Node &node) {
  Value x = node.in(0), weight = node.in(1);
  if (rankOf(x) < 3 || rankOf(weight) != rankOf(x))
    refuse("its input is " + nn::shapeText(shapeOf(x)) + ", its weights are " +
           nn::shapeText(shapeOf(weight)));
  checkKernel(node, weight);
  const auto spatial = static_cast<size_t>(rankOf(x) - 2);
  SmallVector<Value> operands{x, weight};
  if (node.has(2))
    operands.push_back(node.in(2));
  Shape padding = node.is("output_padding"), output = node.is("output_shape");
  Attrs attributes = node.attrs();
  if (output.empty()) {
    attributes = windowAttrs(node, rankOf(x) - 2);
  } else {
    if (output.size() == spatial + 2)
      output.erase(output.begin(), output.begin() + 2);
    for (const char *name : {"strides", "dilations"})
      if (!node.is(name).empty())
        attributes.ints(name, node.is(name));
    // Pads follow from the shape.
    if (autoPadOf(node) == "SAME_UPPER")
      attributes.add("auto_pad", nn::AutoPadAttr::get(node.context(), nn::AutoPad::same_upper));
    attributes.ints("output_shape", output);
  }
  if (!padding.empty() && llvm::any_of(padding, [](int64_t pad) { return pad != 0; }))
    attributes.ints("output_padding", padding);
  node.set(node.e.one<nn::ConvTransposeOp>(operands, attributes.integer("group", node.i("group", 1))));
}

static void col2Im(Node &node) {
  Shape image = node.integers(1, "image_shape"), block = node.integers(2, "block_shape");
  Attrs attributes = windowAttrs(node, static_cast<int64_t>(image.size()));
  node.set(
      node.e.one<nn::Col2ImOp>(node.in(0), attributes.ints("image_shape", image).ints("block_shape", block)));
}

/// Each channel over time, with what came before in a state (a cache of decoders).
static void causalConvWithState(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), weight = node.in(1);
  const int64_t channels = shapeOf(x)[1], kernel = shapeOf(weight).back();
  Value state =
      node.has(3)
          ? node.in(3)
          : e.filled(0, nn::SizedTensorType::get({shapeOf(x)[0], channels, kernel - 1}, elementOf(x)));
  Value whole = kernel > 1 ? e.concat({state, x}, 2) : x;
  SmallVector<Value> operands{whole, weight};
  if (node.has(2))
    operands.push_back(node.in(2));
  Value y = e.one<nn::ConvOp>(operands, e.attrs().integer("group", channels));
  const std::string activation = node.choice("activation", "none", {"none", "silu", "swish"});
  if (activation != "none")
    y = e.unary<nn::SiluOp>(y);
  node.set(0, y);
  node.set(1, kernel > 1 ? e.slice(whole, 2, -(kernel - 1), INT64_MAX) : state);
}

//===-- Deformable convolutions ---------------------------------------------------------------------===//

/// Where the window would read without offsets, in pixels: [1, window, out…] along spatial dimension `d`.
static Value windowPlaces(Emit &e, size_t d, ArrayRef<int64_t> window, ArrayRef<int64_t> out, int64_t stride,
                          int64_t dilation, int64_t pad, Type element) {
  checkComputed("places", {window[0], window[1], out[d]});
  std::vector<double> places;
  for (int64_t k = 0; k < window[0] * window[1]; ++k)
    for (int64_t i = 0; i < out[d]; ++i)
      places.push_back(
          static_cast<double>(i * stride - pad + (d == 0 ? k / window[1] : k % window[1]) * dilation));
  Shape shape{1, window[0] * window[1], 1, 1};
  shape[d + 2] = out[d];
  return e.reals(places, shape, element);
}

/// A convolution that reads each element of its window at an offset of its own, between pixels, and weighs it
/// by a mask.
static void deformConv(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0), weight = node.in(1), offset = node.in(2);
  if (rankOf(x) != 4 || rankOf(weight) != 4 || rankOf(offset) != 4)
    refuse("its input is " + nn::shapeText(shapeOf(x)) + "; images of two dimensions are supported");
  checkKernel(node, weight);
  const Shape image = shapeOf(x), kernel = shapeOf(weight), window{kernel[2], kernel[3]},
              out{shapeOf(offset)[2], shapeOf(offset)[3]};
  for (int64_t size : {image[1], image[2], image[3], out[0], out[1]})
    if (nn::isSymbolic(size))
      refuse("it reads images of a dynamic size, '" + nn::sizeExpression(size) +
             "'; give it a number: --size NAME=N");
  const int64_t group = node.i("group", 1), offsetGroup = node.i("offset_group", 1),
                taps = window[0] * window[1], channels = image[1], outputs = kernel[0], pixels = countOf(out);
  if (group < 1 || offsetGroup < 1 || channels % group || outputs % group || channels % offsetGroup ||
      kernel[1] != channels / group || shapeOf(offset)[1] != offsetGroup * taps * 2)
    refuse("its group " + Twine(group) + ", its offset_group " + Twine(offsetGroup) + ", its weights " +
           nn::shapeText(kernel) + " and its offsets " + nn::shapeText(shapeOf(offset)) +
           " do not fit to its input " + nn::shapeText(image));
  const Shape strides = node.is("strides", {1, 1}), dilations = node.is("dilations", {1, 1}),
              pads = node.is("pads", {0, 0, 0, 0});
  // Each group of offsets is as an image of its own.
  const std::optional<int64_t> images = nn::multiplySizes(image[0], offsetGroup);
  if (!images)
    refuse("its batch '" + nn::sizeExpression(image[0]) + "' has several groups of offsets");
  Value offsets = e.reshape(offset, {*images, taps, 2, out[0], out[1]});
  SmallVector<Value> places;
  for (size_t d = 0; d < 2; ++d) {
    Value one = e.slice(offsets, 2, static_cast<int64_t>(d), static_cast<int64_t>(d) + 1);
    Value base = windowPlaces(e, d, window, out, strides[d], dilations[d], pads[d], elementOf(offset));
    places.push_back(e.add(e.reshape(one, {*images, taps, out[0], out[1]}), base));
  }
  const int64_t part = channels / offsetGroup;
  nn::Composer compose(e.builder, e.location);
  nn::Sampler sampler(compose, e.reshape(x, {*images, part, image[2], image[3]}), nn::SamplePadding::zeros,
                      /*alignCorners=*/true);
  Value values = sampler.sample(places, nn::ResizeMode::linear); // [images, taps, out…, part]
  if (node.has(4))
    values = e.mul(values, e.reshape(node.in(4), {*images, taps, out[0], out[1], 1}));
  // A product for each group: [batch, group, pixels, channels · taps] with the weights.
  values = e.transpose(e.reshape(values, {image[0], offsetGroup, taps, pixels, part}), {0, 3, 1, 4, 2});
  values = e.swap(e.reshape(values, {image[0], pixels, group, kernel[1] * taps}), 1, 2);
  Value matrix = e.reshape(weight, {1, group, outputs / group, kernel[1] * taps});
  Value product = e.one<nn::MatmulOp>({matrix, values}, e.attrs().unit("transpose_rhs"));
  Value result = e.reshape(product, {image[0], outputs, out[0], out[1]});
  node.set(node.has(3) ? e.add(result, e.reshape(node.in(3), {outputs, 1, 1})) : result);
}

ArrayRef<Rule> convolutionRules() {
  static const Rule rules[] = {
      {"Conv", 1, newest, conv, "of 1, 2 or 3 dimensions"},
      {"ConvTranspose", 1, newest, convTranspose, "of 1, 2 or 3 dimensions"},
      {"DeformConv", 19, newest, deformConv, "of two dimensions and static images"},
      {"Col2Im", 18, newest, col2Im, "of constant shapes"},
      {"CausalConvWithState", 27, newest, causalConvWithState, "of one dimension"},
  };
  return rules;
}

} // namespace dlc::importer
