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

static void col2Im(Writer &w, nn::Col2ImOp op) {
  w.set("Col2Im", {w.in(op.getInput()), w.ints(op.getImageShape()), w.ints(op.getBlockShape())},
        slidingAttrs(op));
}

ArrayRef<Rule> convolutionRules() {
  static const Rule rules[] = {
      rule<nn::ConvOp, conv>("Conv"),
      rule<nn::ConvTransposeOp, convTranspose>("ConvTranspose"),
      rule<nn::Col2ImOp, col2Im>("Col2Im"),
  };
  return rules;
}

} // namespace dlc::exporter
