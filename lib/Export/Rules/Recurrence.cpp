// Recurrent layers. They are written with the steps in front (layout 0), the only layout that every runtime
// has, and transposed from and to nn's, with the batch in front.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

static std::string activationName(StringRef name) {
  return name == "softplus" || name == "softsign" || name == "tanh" || name == "sigmoid" || name == "relu"
             ? name.substr(0, 1).upper() + name.substr(1).str()
             : (refuse("its activation '" + name + "' is not known"), "");
}

template <typename Op> static Attrs recurrentAttrs(Op op) {
  Attrs attributes;
  attributes.i("hidden_size", shapeOf(op.getRecurrence())[2])
      .s("direction", nn::stringifyRecurrentDirection(op.getDirection()));
  if (std::optional<ArrayAttr> given = op.getActivations()) {
    std::vector<std::string> names;
    for (StringAttr name : given->template getAsRange<StringAttr>())
      names.push_back(activationName(name.getValue()));
    attributes.ss("activations", names);
  }
  if (op.getClip())
    attributes.f("clip", op.getClip()->convertToDouble());
  return attributes;
}

/// `more` are the inputs behind initial_h.
template <typename Op>
static void layer(Writer &w, Op op, const std::vector<std::string> &more, const Attrs &attributes) {
  auto front = [&](Value value) { return value ? w.transposed(w.in(value), {1, 0, 2}) : std::string(); };
  std::string lengths = w.in(op.getSequenceLens());
  if (op.getSequenceLens() && !elementOf(op.getSequenceLens()).isSignlessInteger(32))
    lengths = w.cast(lengths, IntegerType::get(op.getContext(), 32));
  std::vector<std::string> inputs{
      front(op.getInput()),   w.in(op.getWeight()), w.in(op.getRecurrence()), w.in(op.getBias()), lengths,
      front(op.getInitialH())};
  inputs.insert(inputs.end(), more.begin(), more.end());
  std::vector<std::string> outputs;
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    outputs.push_back(op->getResult(i).use_empty() ? "" : w.session.take(w.out(i) + "_steps"));
  const char *const type = ruleFor(op)->operators;
  w.node(type, inputs, outputs, attributes);
  // [steps, directions, batch, units] to [batch, steps, directions, units].
  for (unsigned i = 0; i < op->getNumResults(); ++i)
    if (!outputs[i].empty())
      w.node("Transpose", {outputs[i]}, {w.out(i)},
             Attrs().is("perm", i == 0 ? ArrayRef<int64_t>{2, 0, 1, 3} : ArrayRef<int64_t>{1, 0, 2}));
}

static void rnn(Writer &w, nn::RnnOp op) { layer(w, op, {}, recurrentAttrs(op)); }
static void gru(Writer &w, nn::GruOp op) {
  layer(w, op, {}, recurrentAttrs(op).i("linear_before_reset", op.getLinearBeforeReset()));
}
static void lstm(Writer &w, nn::LstmOp op) {
  const std::string cell = op.getInitialC() ? w.transposed(w.in(op.getInitialC()), {1, 0, 2}) : std::string();
  layer(w, op, {cell, w.in(op.getPeephole())}, recurrentAttrs(op).i("input_forget", op.getInputForget()));
}

ArrayRef<Rule> recurrenceRules() {
  static const Rule rules[] = {
      rule<nn::RnnOp, rnn>("RNN", "between transposes"),
      rule<nn::LstmOp, lstm>("LSTM", "between transposes"),
      rule<nn::GruOp, gru>("GRU", "between transposes"),
  };
  return rules;
}

} // namespace dlc::exporter
