// Reductions, whose axes are attributes before 18 (ReduceSum: before 13). ONNX keeps dimensions unless asked
// otherwise.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

/// The axes of the op; nothing where it is to do nothing.
static std::optional<Shape> axesOf(Node &node, int64_t rank) {
  std::optional<Shape> axes = node.integersOf(1, "axes");
  if (axes && !axes->empty())
    return node.axes(*axes, rank);
  if (node.i("noop_with_empty_axes", 0) && node.opset >= 13)
    return std::nullopt;
  return llvm::to_vector(llvm::seq<int64_t>(0, rank));
}

/// `floatOnly`: nn's op takes floating-point numbers alone; integers take part in f64, which holds them to
/// 2^53. i1 takes part as i8.
template <typename Op, bool floatOnly> static void reduce(Node &node) {
  Emit &e = node.e;
  Value x = node.in(0);
  Type element = elementOf(x);
  std::optional<Shape> axes = axesOf(node, rankOf(x));
  Value number = x;
  if (floatOnly && !isFloat(x))
    number = e.cast(x, e.builder.getF64Type());
  else if (element.isInteger(1))
    number = e.cast(x, e.builder.getI8Type());
  if (!axes) {
    // Over no axes each element is reduced alone.
    Shape shape = shapeOf(number), longer = shape;
    longer.push_back(1);
    number =
        e.reduce<Op>(e.reshape(number, longer), ArrayRef<int64_t>(static_cast<int64_t>(shape.size())), false);
  } else {
    number = e.reduce<Op>(number, ArrayRef<int64_t>(*axes), node.i("keepdims", 1) != 0);
  }
  if (element.isInteger(1))
    number = e.compare(nn::ComparePredicate::ne, number, 0);
  node.set(e.cast(number, element));
}

ArrayRef<Rule> reductionRules() {
  static const Rule rules[] = {
      {"ReduceSum", 1, 12, reduce<nn::ReduceSumOp, false>, "axes are an attribute"},
      {"ReduceSum", 13, newest, reduce<nn::ReduceSumOp, false>, "over constant axes"},
      {"ReduceMean", 1, newest, reduce<nn::ReduceMeanOp, true>, "over constant axes; integers by way of f64"},
      {"ReduceMax", 1, newest, reduce<nn::ReduceMaxOp, false>, "over constant axes"},
      {"ReduceMin", 1, newest, reduce<nn::ReduceMinOp, false>, "over constant axes"},
      {"ReduceProd", 1, newest, reduce<nn::ReduceProdOp, false>, "over constant axes"},
      {"ReduceL1", 1, newest, reduce<nn::ReduceL1Op, true>, "over constant axes; integers by way of f64"},
      {"ReduceL2", 1, newest, reduce<nn::ReduceL2Op, true>, "over constant axes; integers by way of f64"},
      {"ReduceLogSum", 1, newest, reduce<nn::ReduceLogSumOp, true>, "over constant axes"},
      {"ReduceLogSumExp", 1, newest, reduce<nn::ReduceLogSumExpOp, true>, "over constant axes"},
      {"ReduceSumSquare", 1, newest, reduce<nn::ReduceSumSquareOp, true>,
       "over constant axes; integers by way of f64"},
  };
  return rules;
}

} // namespace dlc::importer
