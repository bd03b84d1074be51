// Convolutions and their transposes.
#include "Import/RuleTable.h"
#include "Import/Windows.h"

using namespace mlir;

namespace dlc::importer {

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
  const std::string how = node.s("auto_pad", "NOTSET");
  if (how == "NOTSET" || how.empty()) {
    add("pads", 2 * spatial);
    return attributes;
  }
  std::optional<nn::AutoPad> pad = nn::symbolizeAutoPad(StringRef(how).lower());
  if (!pad)
    refuse("its auto_pad '" + Twine(how) + "' is not known");
  return attributes.add("auto_pad", nn::AutoPadAttr::get(node.context(), *pad));
}

static void checkKernel(Node &node, Value weight) {
  Shape kernel = node.is("kernel_shape"), shape = shapeOf(weight);
  if (!kernel.empty() && ArrayRef<int64_t>(kernel) != ArrayRef<int64_t>(shape).drop_front(2))
    refuse("its kernel_shape is " + nn::shapeText(kernel) + ", its weights are " + nn::shapeText(shape));
}

static void conv(Node &node) {
  Value x = node.in(0), weight = node.in(1);
  if (rankOf(x) < 3 || rankOf(weight) != rankOf(x))
    refuse("its input is " + nn::shapeText(shapeOf(x)) + ", its weights are " +
           nn::shapeText(shapeOf(weight)));
  checkKernel(node, weight);
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
    const std::string how = node.s("auto_pad", "NOTSET");
    if (how == "SAME_UPPER")
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
  const std::string activation = node.s("activation", "none");
  if (activation == "silu" || activation == "swish")
    y = e.unary<nn::SiluOp>(y);
  else if (activation != "none")
    refuse("its activation '" + Twine(activation) + "' is not known");
  node.set(0, y);
  node.set(1, kernel > 1 ? e.slice(whole, 2, -(kernel - 1), INT64_MAX) : state);
}

ArrayRef<Rule> convolutionRules() {
  static const Rule rules[] = {
      {"Conv", 1, newest, conv, "of 1, 2 or 3 dimensions"},
      {"ConvTranspose", 1, newest, convTranspose, "of 1, 2 or 3 dimensions"},
      {"Col2Im", 18, newest, col2Im, "of constant shapes"},
      {"CausalConvWithState", 27, newest, causalConvWithState, "of one dimension"},
  };
  return rules;
}

} // namespace dlc::importer
