// Pooling over windows, and over all that is spatial.
#include "Export/RuleTable.h"
#include "Export/Windows.h"

using namespace mlir;

namespace dlc::exporter {

template <typename Op> static Attrs poolAttrs(Op op) {
  Attrs attributes = slidingAttrs(op);
  addAutoPad(attributes, op.getAutoPad());
  return attributes.is("kernel_shape", op.getKernelShape()).i("ceil_mode", op.getCeilMode());
}

static void maxPool(Writer &w, nn::MaxPoolOp op) { w.set("MaxPool", {w.in(op.getInput())}, poolAttrs(op)); }

/// ONNX counts the places over the whole tensor, nn over the spatial dimensions.
static void maxPoolIndices(Writer &w, nn::MaxPoolIndicesOp op) {
  int64_t count = 1;
  for (int64_t size : shapeOf(op.getInput()).drop_front(2)) {
    std::optional<int64_t> product = nn::multiplySizes(count, size);
    if (!product)
      refuse("the number of its elements has too many terms");
    count = *product;
  }
  const std::string values = w.session.take(w.out() + "_values"),
                    places = w.session.take(w.out() + "_places");
  w.node("MaxPool", {w.in(op.getInput())}, {values, places}, poolAttrs(op));
  w.set("Mod", {places, w.shape(count)});
}

/// The places of the maxima, counted over the whole tensor, are where the gradients are added.
static void maxPoolBackward(Writer &w, nn::MaxPoolBackwardOp op) {
  Type element = elementOf(op.getResult());
  int64_t count = 1;
  for (int64_t size : shapeOf(op.getInput())) {
    std::optional<int64_t> product = nn::multiplySizes(count, size);
    if (!product)
      refuse("the number of its elements has too many terms");
    count = *product;
  }
  const std::string values = w.session.take(w.out() + "_values"),
                    places = w.session.take(w.out() + "_places"), all = w.ints({-1});
  w.node("MaxPool", {w.in(op.getInput())}, {values, places},
         slidingAttrs(op).is("kernel_shape", op.getKernelShape()).i("ceil_mode", op.getCeilMode()));
  const std::string zeros = w.make("Expand", {w.scalar(0, element), w.shape(count)});
  const std::string sums =
      w.make("ScatterElements",
             {zeros, w.make("Reshape", {places, all}), w.make("Reshape", {w.in(op.getGrad()), all})},
             Attrs().i("axis", 0).s("reduction", "add"));
  w.set("Reshape", {sums, w.shape(shapeOf(op.getInput()))});
}

static void averagePool(Writer &w, nn::AveragePoolOp op) {
  if (op.getCeilMode() && op.getCountIncludePad())
    refuse("what AveragePool counts beyond its pads differs among implementations");
  w.set("AveragePool", {w.in(op.getInput())}, poolAttrs(op).i("count_include_pad", op.getCountIncludePad()));
}

static void lpPool(Writer &w, nn::LpPoolOp op) {
  w.set("LpPool", {w.in(op.getInput())}, poolAttrs(op).i("p", op.getP()));
}

template <typename Op> static void globalPool(Writer &w, Op op) {
  w.set(ruleFor(op)->operators, {w.in(op.getInput())});
}
static void globalLpPool(Writer &w, nn::GlobalLpPoolOp op) {
  w.set("GlobalLpPool", {w.in(op.getInput())}, Attrs().i("p", op.getP()));
}

ArrayRef<Rule> poolingRules() {
  static const Rule rules[] = {
      rule<nn::MaxPoolOp, maxPool>("MaxPool"),
      rule<nn::MaxPoolIndicesOp, maxPoolIndices>("MaxPool, Mod"),
      rule<nn::MaxPoolBackwardOp, maxPoolBackward>("MaxPool, ScatterElements"),
      rule<nn::AveragePoolOp, averagePool>("AveragePool", "with ceil_mode and count_include_pad: decomposed"),
      rule<nn::LpPoolOp, lpPool>("LpPool"),
      rule<nn::GlobalAveragePoolOp, globalPool<nn::GlobalAveragePoolOp>>("GlobalAveragePool"),
      rule<nn::GlobalMaxPoolOp, globalPool<nn::GlobalMaxPoolOp>>("GlobalMaxPool"),
      rule<nn::GlobalLpPoolOp, globalLpPool>("GlobalLpPool"),
  };
  return rules;
}

} // namespace dlc::exporter
