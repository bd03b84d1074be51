// Convolutions and their transposes.
#include "Export/RuleTable.h"
#include "Export/Windows.h"

using namespace mlir;

namespace dlc::exporter {

static void conv(Writer &w, nn::ConvOp op) {
  Attrs attributes = slidingAttrs(op);
  addAutoPad(attributes, op.getAutoPad());
  attributes.is("kernel_shape", shapeOf(op.getWeight()).drop_front(2)).i("group", op.getGroup());
  w.set("Conv", {w.in(op.getInput()), w.in(op.getWeight()), w.in(op.getBias())}, attributes);
}

static void convTranspose(Writer &w, nn::ConvTransposeOp op) {
  Attrs attributes = slidingAttrs(op);
  addAutoPad(attributes, op.getAutoPad());
  attributes.is("kernel_shape", shapeOf(op.getWeight()).drop_front(2)).i("group", op.getGroup());
  if (op.getOutputPadding())
    attributes.is("output_padding", *op.getOutputPadding());
  if (op.getOutputShape())
    attributes.is("output_shape", *op.getOutputShape());
  w.set("ConvTranspose", {w.in(op.getInput()), w.in(op.getWeight()), w.in(op.getBias())}, attributes);
}

/// The adjoint of a convolution is a transposed one, with as much padding behind as the strides have skipped.
static void convBackwardData(Writer &w, nn::ConvBackwardDataOp op) {
  const nn::Window window = op.getWindow();
  ArrayRef<int64_t> from = shapeOf(op.getGrad()), to = shapeOf(op.getResult());
  SmallVector<int64_t> padding;
  for (int64_t d = 0; d < window.rank(); ++d) {
    const int64_t in = from[d + 2], out = to[d + 2];
    if (nn::isSymbolic(in) || nn::isSymbolic(out))
      refuse("its spatial sizes are dynamic");
    padding.push_back(out -
                      (window.strides[d] * (in - 1) + window.extent(d) - window.before[d] - window.after[d]));
  }
  Attrs attributes;
  attributes.is("strides", window.strides).is("dilations", window.dilations).is("pads", window.pads());
  attributes.is("kernel_shape", window.kernel).i("group", op.getGroup()).is("output_padding", padding);
  w.set("ConvTranspose", {w.in(op.getGrad()), w.in(op.getWeight())}, attributes);
}

/// Batch and channels change places: [channels, batch, …], or with groups [channels of a group, groups,
/// batch, …].
static std::string swapped(Writer &w, Value value, int64_t groups) {
  SmallVector<int64_t> shape(shapeOf(value));
  const int64_t rank = static_cast<int64_t>(shape.size());
  auto spatial = [&](SmallVector<int64_t> order, int64_t from) {
    for (int64_t d = from; d < rank + from - 2; ++d)
      order.push_back(d);
    return order;
  };
  if (groups == 1)
    return w.transposed(w.in(value), spatial({1, 0}, 2));
  SmallVector<int64_t> split(shape);
  split[1] = shape[1] / groups;
  split.insert(split.begin() + 1, groups);
  return w.transposed(w.make("Reshape", {w.in(value), w.shape(split)}), spatial({2, 1, 0}, 3));
}

/// A convolution of the input with the gradient as its filter, in which batch and channels change roles: the
/// batch is summed over, strides are the dilations of the gradient and dilations the strides.
static void convBackwardWeights(Writer &w, nn::ConvBackwardWeightsOp op) {
  const nn::Window window = op.getWindow();
  ArrayRef<int64_t> input = shapeOf(op.getInput()), grad = shapeOf(op.getGrad()),
                    to = shapeOf(op.getResult());
  if (nn::hasSymbolic(input.drop_front()) || nn::hasSymbolic(grad.drop_front()))
    refuse("its spatial sizes are dynamic");
  const int64_t groups = op.getGroup(), rank = rankOf(op.getResult());
  std::optional<int64_t> summed = nn::multiplySizes(input[0], groups);
  if (!summed)
    refuse("its batch has too many terms");
  // [in of a group, groups · batch, …] and [out, batch, …].
  std::string image = swapped(w, op.getInput(), groups), filter;
  if (groups == 1) {
    filter = swapped(w, op.getGrad(), 1);
  } else {
    SmallVector<int64_t> joined{to[1], *summed}, perm{1, 0};
    joined.append(input.begin() + 2, input.end());
    image = w.make("Reshape", {image, w.shape(joined)});
    for (int64_t d = 2; d < rank; ++d)
      perm.push_back(d);
    filter = w.transposed(w.in(op.getGrad()), perm);
  }
  Attrs attributes;
  attributes.is("strides", window.dilations).is("dilations", window.strides).is("pads", window.pads());
  attributes.is("kernel_shape", grad.drop_front(2)).i("group", groups);
  std::string sums = w.make("Conv", {image, filter}, attributes);
  // Where strides leave a rest behind the last window, there are sums for it, too.
  SmallVector<int64_t> perm{1, 0}, axes;
  for (int64_t d = 2; d < rank; ++d) {
    perm.push_back(d);
    axes.push_back(d);
  }
  SmallVector<int64_t> zeros(axes.size(), 0);
  sums = w.make("Slice", {sums, w.ints(zeros), w.ints(to.drop_front(2)), w.ints(axes)});
  w.set("Transpose", {sums}, Attrs().is("perm", perm));
}

static void col2Im(Writer &w, nn::Col2ImOp op) {
  w.set("Col2Im", {w.in(op.getInput()), w.ints(op.getImageShape()), w.ints(op.getBlockShape())},
        slidingAttrs(op));
}

ArrayRef<Rule> convolutionRules() {
  static const Rule rules[] = {
      rule<nn::ConvOp, conv>("Conv"),
      rule<nn::ConvTransposeOp, convTranspose>("ConvTranspose"),
      rule<nn::ConvBackwardDataOp, convBackwardData>("ConvTranspose", "of static sizes"),
      rule<nn::ConvBackwardWeightsOp, convBackwardWeights>("Conv", "of static sizes but the batch"),
      rule<nn::Col2ImOp, col2Im>("Col2Im"),
  };
  return rules;
}

} // namespace dlc::exporter
