// Reductions over axes, and what orders or accumulates along one.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

/// Integers of 8 and 16 bits take part in i32: the lower bits of sums and products are the same.
static bool isNarrow(Value value) {
  return !isFloat(value) && elementOf(value).getIntOrFloatBitWidth() <= 16;
}

template <typename Op> static void reduce(Writer &w, Op op) {
  const char *const type = ruleFor(op)->operators;
  std::optional<ArrayRef<int64_t>> axes = op.getAxes();
  Attrs attributes;
  attributes.i("keepdims", op.getKeepdims());
  if (axes && axes->empty()) // which would be all of them
    attributes.i("noop_with_empty_axes", 1);
  std::vector<std::string> inputs{w.in(op.getInput()), axes ? w.ints(*axes) : ""};
  // The least and the greatest of bytes are in ONNX itself.
  constexpr bool isSum = std::is_same_v<Op, nn::ReduceSumOp> || std::is_same_v<Op, nn::ReduceProdOp>;
  if (!isNarrow(op.getInput()) || (!isSum && elementOf(op.getInput()).getIntOrFloatBitWidth() == 8)) {
    w.set(type, inputs, attributes);
    return;
  }
  inputs.front() = w.cast(inputs.front(), IntegerType::get(op.getContext(), 32));
  w.set("Cast", {w.make(type, inputs, attributes)}, Attrs().i("to", dataTypeOf(elementOf(op.getResult()))));
}

template <typename Op> static void arg(Writer &w, Op op) {
  w.set(ruleFor(op)->operators, {w.in(op.getInput())},
        Attrs()
            .i("axis", op.getAxis())
            .i("keepdims", op.getKeepdims())
            .i("select_last_index", op.getSelectLastIndex()));
}

static void cumsum(Writer &w, nn::CumsumOp op) {
  const Attrs attributes = Attrs().i("exclusive", op.getExclusive()).i("reverse", op.getReverse());
  const std::string axis = w.integer(op.getAxis());
  if (!isNarrow(op.getInput())) {
    w.set("CumSum", {w.in(op.getInput()), axis}, attributes);
    return;
  }
  const std::string wide = w.cast(w.in(op.getInput()), IntegerType::get(op.getContext(), 32));
  w.set("Cast", {w.make("CumSum", {wide, axis}, attributes)},
        Attrs().i("to", dataTypeOf(elementOf(op.getResult()))));
}

/// All elements, in order; of equal ones TopK takes the first one first, too.
static void sort(Writer &w, nn::SortOp op) {
  const int64_t axis = axisOf(op.getAxis(), rankOf(op.getInput()));
  w.set("TopK", {w.in(op.getInput()), w.shape(shapeOf(op.getInput())[axis])},
        Attrs().i("axis", axis).i("largest", op.getDescending()).i("sorted", 1));
}
static void topK(Writer &w, nn::TopKOp op) {
  w.set("TopK", {w.in(op.getInput()), w.ints(op.getK())},
        Attrs().i("axis", op.getAxis()).i("largest", !op.getSmallest()).i("sorted", 1));
}

ArrayRef<Rule> reductionRules() {
  static const Rule rules[] = {
      rule<nn::ReduceSumOp, reduce<nn::ReduceSumOp>>("ReduceSum"),
      rule<nn::ReduceMeanOp, reduce<nn::ReduceMeanOp>>("ReduceMean"),
      rule<nn::ReduceMaxOp, reduce<nn::ReduceMaxOp>>("ReduceMax"),
      rule<nn::ReduceMinOp, reduce<nn::ReduceMinOp>>("ReduceMin"),
      rule<nn::ReduceProdOp, reduce<nn::ReduceProdOp>>("ReduceProd"),
      rule<nn::ReduceL1Op, reduce<nn::ReduceL1Op>>("ReduceL1"),
      rule<nn::ReduceL2Op, reduce<nn::ReduceL2Op>>("ReduceL2"),
      rule<nn::ReduceLogSumOp, reduce<nn::ReduceLogSumOp>>("ReduceLogSum"),
      rule<nn::ReduceLogSumExpOp, reduce<nn::ReduceLogSumExpOp>>("ReduceLogSumExp"),
      rule<nn::ReduceSumSquareOp, reduce<nn::ReduceSumSquareOp>>("ReduceSumSquare"),
      rule<nn::ArgMaxOp, arg<nn::ArgMaxOp>>("ArgMax"),
      rule<nn::ArgMinOp, arg<nn::ArgMinOp>>("ArgMin"),
      rule<nn::CumsumOp, cumsum>("CumSum"),
      rule<nn::SortOp, sort>("TopK", "of all elements"),
      rule<nn::TopKOp, topK>("TopK"),
  };
  return rules;
}

} // namespace dlc::exporter
