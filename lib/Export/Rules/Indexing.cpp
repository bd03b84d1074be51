// Reading and writing at indices, and tensors that are made of their indices. Of an index that is out of
// range nn reads 0 and writes nothing; ONNX leaves it open.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

static void gather(Writer &w, nn::GatherOp op) {
  w.set("Gather", {w.in(op.getData()), w.in(op.getIndices())}, Attrs().i("axis", op.getAxis()));
}
static void gatherElements(Writer &w, nn::GatherElementsOp op) {
  w.set("GatherElements", {w.in(op.getData()), w.in(op.getIndices())}, Attrs().i("axis", op.getAxis()));
}

/// GatherND and ScatterND take i64 alone.
static std::string wideIndices(Writer &w, Value indices) {
  return elementOf(indices).isSignlessInteger(64)
             ? w.in(indices)
             : w.cast(w.in(indices), IntegerType::get(indices.getContext(), 64));
}
static void gatherND(Writer &w, nn::GatherNDOp op) {
  w.set("GatherND", {w.in(op.getData()), wideIndices(w, op.getIndices())},
        Attrs().i("batch_dims", op.getBatchDims()));
}

static void scatterElements(Writer &w, nn::ScatterElementsOp op) {
  w.set("ScatterElements", {w.in(op.getData()), w.in(op.getIndices()), w.in(op.getUpdates())},
        Attrs().i("axis", op.getAxis()).s("reduction", nn::stringifyScatterReduction(op.getReduction())));
}
static void scatterND(Writer &w, nn::ScatterNDOp op) {
  if (op.getBatchDims() != 0)
    refuse("ScatterND has no batch_dims");
  w.set("ScatterND", {w.in(op.getData()), wideIndices(w, op.getIndices()), w.in(op.getUpdates())},
        Attrs().s("reduction", nn::stringifyScatterReduction(op.getReduction())));
}

static void embedding(Writer &w, nn::EmbeddingOp op) {
  w.set("Gather", {w.in(op.getTable()), w.in(op.getIndices())}, Attrs().i("axis", 0));
}

static void oneHot(Writer &w, nn::OneHotOp op) {
  // Of i64, which runtimes have among the few combinations of types that they have.
  const int64_t axis = axisOf(op.getAxis(), rankOf(op.getResult()));
  const std::vector<std::string> inputs{wideIndices(w, op.getLabels()), w.ints(shapeOf(op.getResult())[axis]),
                                        w.ints({0, 1})};
  const Attrs attributes = Attrs().i("axis", axis);
  if (elementOf(op.getResult()).isSignlessInteger(64))
    w.set("OneHot", inputs, attributes);
  else
    w.set("Cast", {w.make("OneHot", inputs, attributes)},
          Attrs().i("to", dataTypeOf(elementOf(op.getResult()))));
}

/// Whole numbers from 0 on, scaled and moved: the number of elements is exact.
static void range(Writer &w, nn::RangeOp op) {
  Type element = elementOf(op.getResult()), i64 = IntegerType::get(op.getContext(), 64);
  const double start = op.getStart().convertToDouble(), delta = op.getDelta().convertToDouble();
  const int64_t count = shapeOf(op.getResult()).front();
  const std::string limit = nn::isSymbolic(count) ? w.make("Squeeze", {w.shape(count)}) : w.integer(count);
  std::vector<std::string> bounds{w.integer(0), limit, w.integer(1)};
  if (element == i64 && start == 0 && delta == 1) {
    w.set("Range", bounds);
    return;
  }
  const std::string counted = w.make("Range", bounds);
  const Attrs to = Attrs().i("to", dataTypeOf(element));
  if (start == 0 && delta == 1) {
    w.set("Cast", {counted}, to);
    return;
  }
  // Narrow types may not hold what is counted, but hold what becomes of it.
  const bool isReal = isa<FloatType>(element);
  Type wide = isReal ? Type(Float64Type::get(op.getContext())) : i64;
  const std::string factor = w.scalar(delta, wide), shift = w.scalar(start, wide);
  const std::string scaled = w.make("Mul", {isReal ? w.cast(counted, wide) : counted, factor});
  w.set("Cast", {w.make("Add", {scaled, shift})}, to);
}

static void trilu(Writer &w, nn::TriluOp op) {
  w.set("Trilu", {w.in(op.getInput()), w.integer(op.getK())}, Attrs().i("upper", op.getUpper()));
}

ArrayRef<Rule> indexingRules() {
  static const char *const open = "what an index out of range reads is open in ONNX";
  static const Rule rules[] = {
      rule<nn::GatherOp, gather>("Gather", open),
      rule<nn::GatherElementsOp, gatherElements>("GatherElements", open),
      rule<nn::GatherNDOp, gatherND>("GatherND", open),
      rule<nn::ScatterElementsOp, scatterElements>("ScatterElements", open),
      rule<nn::ScatterNDOp, scatterND>("ScatterND", "without batch_dims"),
      rule<nn::EmbeddingOp, embedding>("Gather", open),
      rule<nn::OneHotOp, oneHot>("OneHot"),
      rule<nn::RangeOp, range>("Range"),
      rule<nn::TriluOp, trilu>("Trilu"),
  };
  return rules;
}

} // namespace dlc::exporter
