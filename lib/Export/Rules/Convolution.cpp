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

static void col2Im(Writer &w, nn::Col2ImOp op) {
  w.set("Col2Im", {w.in(op.getInput()), w.ints(op.getImageShape()), w.ints(op.getBlockShape())},
        slidingAttrs(op));
}

ArrayRef<Rule> convolutionRules() {
  static const Rule rules[] = {
      rule<nn::ConvOp, conv>("Conv"),
      rule<nn::ConvTransposeOp, convTranspose>("ConvTranspose"),
      rule<nn::ConvBackwardDataOp, convBackwardData>("ConvTranspose", "of static sizes"),
      rule<nn::Col2ImOp, col2Im>("Col2Im"),
  };
  return rules;
}

} // namespace dlc::exporter
