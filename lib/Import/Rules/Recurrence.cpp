// Recurrent layers. nn's have the batch in front (layout 1); layout 0 is transposed around them.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

namespace {
struct Layer {
  const char *op;
  size_t moreInputs; ///< behind initial_h: LSTM's initial_c and peephole
  size_t outputs;
};
} // namespace

static void recurrent(Node &node, const Layer &layer) {
  Emit &e = node.e;
  const bool isBatchFirst = node.i("layout", 0) != 0;
  auto batchFirst = [&](Value value) { return isBatchFirst ? value : e.swap(value, 0, 1); };
  Value x = node.in(0), weight = node.in(1), recurrence = node.in(2);
  if (rankOf(x) != 3 || rankOf(weight) != 3 || rankOf(recurrence) != 3)
    refuse("its input, weights and recurrent weights must have rank 3");
  node.needOnly("hidden_size", shapeOf(recurrence)[2]);
  SmallVector<Value> operands{batchFirst(x), weight, recurrence};
  SmallVector<int32_t> segments{1, 1, 1};
  for (size_t i = 3; i < 6 + layer.moreInputs; ++i) {
    segments.push_back(node.has(i));
    if (!node.has(i))
      continue;
    Value value = node.in(i);
    const bool isState = i == 5 || (i == 6 && layer.moreInputs);
    operands.push_back(isState ? batchFirst(value) : value);
  }
  Attrs attributes = node.attrs();
  const std::string direction = node.choice("direction", "forward", {"forward", "reverse", "bidirectional"});
  attributes.add("direction", nn::RecurrentDirectionAttr::get(node.context(),
                                                              *nn::symbolizeRecurrentDirection(direction)));
  if (node.hasAttr("activations")) {
    SmallVector<Attribute> names;
    for (const std::string &name : node.ss("activations"))
      names.push_back(e.builder.getStringAttr(StringRef(name).lower()));
    if (node.hasAttr("activation_alpha") || node.hasAttr("activation_beta"))
      refuse(
          "its attributes activation_alpha and activation_beta are not supported; activations without them, "
          "which have their usual parameters, are");
    attributes.add("activations", e.builder.getArrayAttr(names));
  }
  if (node.f("clip", 0) > 0)
    attributes.real("clip", node.f("clip", 0));
  attributes.unit("linear_before_reset", node.i("linear_before_reset", 0) != 0)
      .unit("input_forget", node.i("input_forget", 0) != 0)
      .add("operandSegmentSizes", DenseI32ArrayAttr::get(node.context(), segments));
  Operation *op = e.create(layer.op, operands, attributes);
  // [batch, steps, directions, units] to [steps, directions, batch, units].
  if (node.wants(0))
    node.set(0, isBatchFirst ? op->getResult(0) : e.transpose(op->getResult(0), {1, 2, 0, 3}));
  for (size_t i = 1; i < layer.outputs; ++i)
    if (node.wants(i))
      node.set(i, batchFirst(op->getResult(i)));
}

ArrayRef<Rule> recurrenceRules() {
  static const Rule rules[] = {
      {"RNN", 1, newest, [](Node &node) { recurrent(node, {"nn.rnn", 0, 2}); }},
      {"GRU", 1, newest, [](Node &node) { recurrent(node, {"nn.gru", 0, 2}); }},
      {"LSTM", 1, newest, [](Node &node) { recurrent(node, {"nn.lstm", 2, 3}); }},
  };
  return rules;
}

} // namespace dlc::importer
