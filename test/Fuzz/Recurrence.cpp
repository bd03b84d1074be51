// Recurrent layers, rotary embeddings and dropout, which outside of training is its input.
#include "Operators.h"

namespace dlc::fuzz {

using Z = std::int64_t;

namespace {
// One direction of one example's sequence.
struct Layer {
  const Array &x, &w, &r;
  const Array *bias;
  Z example, direction, units, gates;

  Scalar fromInput(Z row, Z step) const {
    Scalar sum = bias ? at(*bias, {direction, row}) : Scalar(0);
    for (Z f = 0; f < x.dim(2); ++f)
      sum = sum + at(x, {example, step, f}) * at(w, {direction, row, f});
    return sum;
  }
  Scalar recurrentBias(Z row) const { return bias ? at(*bias, {direction, gates * units + row}) : Scalar(0); }
  Scalar fromState(Z row, const std::vector<Scalar> &h) const {
    Scalar sum;
    for (Z u = 0; u < units; ++u)
      sum = sum + h[static_cast<std::size_t>(u)] * at(r, {direction, row, u});
    return sum;
  }
  Scalar gate(Z row, Z step, const std::vector<Scalar> &h) const {
    return fromInput(row, step) + fromState(row, h) + recurrentBias(row);
  }
};
} // namespace

static void stepGru(const Layer &layer, bool before, Z step, std::vector<Scalar> &h) {
  const Z n = layer.units;
  std::vector<Scalar> reset(h.size()), next(h.size());
  for (Z u = 0; u < n; ++u)
    reset[static_cast<std::size_t>(u)] = sigmoid(layer.gate(n + u, step, h));
  for (Z u = 0; u < n; ++u) {
    const auto i = static_cast<std::size_t>(u);
    const Scalar update = sigmoid(layer.gate(u, step, h));
    Scalar inner;
    if (before) {
      inner = reset[i] * (layer.fromState(2 * n + u, h) + layer.recurrentBias(2 * n + u));
    } else {
      std::vector<Scalar> kept = h;
      for (std::size_t j = 0; j < kept.size(); ++j)
        kept[j] = kept[j] * reset[j];
      inner = layer.fromState(2 * n + u, kept) + layer.recurrentBias(2 * n + u);
    }
    next[i] = (Scalar(1) - update) * tanh(layer.fromInput(2 * n + u, step) + inner) + update * h[i];
  }
  h = next;
}

static void stepLstm(const Layer &layer, Z step, std::vector<Scalar> &h, std::vector<Scalar> &c) {
  const Z n = layer.units;
  std::vector<Scalar> next(h.size());
  for (Z u = 0; u < n; ++u) {
    const auto i = static_cast<std::size_t>(u);
    const Scalar input = sigmoid(layer.gate(u, step, h)), output = sigmoid(layer.gate(n + u, step, h));
    const Scalar forget = sigmoid(layer.gate(2 * n + u, step, h));
    c[i] = forget * c[i] + input * tanh(layer.gate(3 * n + u, step, h));
    next[i] = output * tanh(c[i]);
  }
  h = next;
}

static const Array *operand(const Op &op, const Operands &x, const std::string &word) {
  for (std::size_t i = 0; i < op.words.size(); ++i)
    if (op.words[i] == word + "(")
      return x[x.size() - op.words.size() + i];
  return nullptr;
}

static Results recurrent(const Op &op, const Operands &x, Z gates) {
  require(x[0]->rank() == 3 && x[1]->rank() == 3 && x[2]->rank() == 3);
  const Z batch = x[0]->dim(0), steps = x[0]->dim(1), directions = x[1]->dim(0), units = x[2]->dim(2);
  require(x[1]->shape == Shape({directions, gates * units, x[0]->dim(2)}) &&
          x[2]->shape == Shape({directions, gates * units, units}));
  require(directions == (op.word("direction", "forward") == "bidirectional" ? 2 : 1));
  const Array *bias = operand(op, x, "bias"), *initial = operand(op, x, "initial_h"),
              *memory = operand(op, x, "initial_c");
  const Array *lengths = operand(op, x, "lengths");
  require(!bias || bias->shape == Shape({directions, 2 * gates * units}));
  for (const Array *state : {initial, memory})
    require(!state || state->shape == Shape({batch, directions, units}));
  require(!lengths || lengths->shape == Shape({batch}));
  const DType element = x[0]->element;
  Array y(element, {batch, steps, directions, units}), last(element, {batch, directions, units}),
      cell(element, last.shape);
  each({batch, directions}, [&](const Index &i) {
    const Layer layer{*x[0], *x[1], *x[2], bias, i[0], i[1], units, gates};
    std::vector<Scalar> h(static_cast<std::size_t>(units)), c(h);
    for (Z u = 0; u < units; ++u) {
      h[static_cast<std::size_t>(u)] = initial ? at(*initial, {i[0], i[1], u}) : Scalar(0);
      c[static_cast<std::size_t>(u)] = memory ? at(*memory, {i[0], i[1], u}) : Scalar(0);
    }
    const Z length = lengths ? static_cast<Z>((*lengths)[i[0]].value) : steps;
    require(length >= 0 && length <= steps);
    const bool backwards = i[1] == 1 || op.word("direction", "forward") == "reverse";
    for (Z s = 0; s < length; ++s) {
      const Z step = backwards ? length - 1 - s : s;
      if (gates == 1) {
        std::vector<Scalar> next(h.size());
        for (Z u = 0; u < units; ++u)
          next[static_cast<std::size_t>(u)] = tanh(layer.gate(u, step, h));
        h = next;
      } else if (gates == 3) {
        stepGru(layer, op.has("linear_before_reset"), step, h);
      } else {
        stepLstm(layer, step, h, c);
      }
      for (Z u = 0; u < units; ++u)
        at(y, {i[0], step, i[1], u}) = h[static_cast<std::size_t>(u)];
    }
    for (Z u = 0; u < units; ++u) {
      at(last, {i[0], i[1], u}) = h[static_cast<std::size_t>(u)];
      at(cell, {i[0], i[1], u}) = c[static_cast<std::size_t>(u)];
    }
  });
  if (gates == 4)
    return {std::move(y), std::move(last), std::move(cell)};
  return {std::move(y), std::move(last)};
}

static void proposeRecurrent(Generator &g, const std::string &name, Z gates) {
  const ValueId x = g.pick(
      [&](const Type &t) {
        return isFloat(t.element) && t.shape.size() == 3 && t.shape[1] > 0 && t.shape[1] < 9;
      },
      [&] {
        return Type{g.floatElement(),
                    {g.draft.batched ? batchDimension : g.random.integer(1, 3), g.random.of<Z>({1, 1, 2, 4}),
                     g.size(1)}};
      });
  const Type type = g.type(x);
  const std::string direction = g.random.of({"forward", "forward", "reverse", "bidirectional"});
  const Z directions = direction == "bidirectional" ? 2 : 1, units = g.random.of<Z>({1, 2, 3, 4, 8});
  const Filling small{.low = -0.7, .high = 0.7};
  Op op{.name = name,
        .operands = {x, g.input({type.element, {directions, gates * units, type.shape[2]}}, small),
                     g.input({type.element, {directions, gates * units, units}}, small)},
        .types = Types::firstThree};
  auto optional = [&](const char *word, const Type &wanted, double probability) {
    if (!g.chance(probability))
      return;
    op.operands.push_back(g.input(wanted, small));
    op.words.push_back(std::string(word) + "(");
  };
  optional("bias", {type.element, {directions, 2 * gates * units}}, 0.5);
  if (g.chance(0.3)) {
    op.operands.push_back(g.indices({type.shape[0]}, type.shape[1] + 1));
    op.words.push_back("lengths(");
  }
  optional("initial_h", {type.element, {type.shape[0], directions, units}}, 0.4);
  if (gates == 4)
    optional("initial_c", {type.element, {type.shape[0], directions, units}}, 0.4);
  if (direction != "forward")
    op.attributes.push_back({"direction", direction});
  if (gates == 3 && g.chance(0.6))
    op.attributes.push_back({"linear_before_reset", Flag()});
  g.add(op);
}

void addRecurrence(Operators &table) {
  const auto add = [&](const std::string &name, Z gates) {
    table[name] = {[=](const Op &op, const Operands &x, Z) { return recurrent(op, x, gates); },
                   [=](Generator &g) { proposeRecurrent(g, name, gates); }};
  };
  add("rnn", 1);
  add("gru", 3);
  add("lstm", 4);
  table["dropout"] = {[](const Op &, const Operands &x, Z) -> Results {
                        require(x[1]->element == DType::i64 && x[1]->shape == Shape{2}); // a random state
                        return {*x[0]};
                      },
                      [](Generator &g) {
                        Op op{.name = "dropout",
                              .operands = {g.floats(), g.input({DType::i64, {2}}, {.low = 0, .high = 1000})},
                              .attributes = {{"ratio", 0.25}},
                              .types = Types::firstOperand};
                        g.add(op);
                      }};
  table["rotary_embedding"] = {[](const Op &op, const Operands &x, Z) -> Results {
                                 Array y = *x[0];
                                 require(y.rank() == 4 && y.dim(3) % 2 == 0);
                                 const Z pairs = y.dim(3) / 2;
                                 require(x[1]->shape == Shape({y.dim(2), pairs}) &&
                                         x[2]->shape == x[1]->shape);
                                 each({y.dim(0), y.dim(1), y.dim(2), pairs}, [&](const Index &i) {
                                   Index a = i, b = i;
                                   a[3] = op.has("interleaved") ? 2 * i[3] : i[3];
                                   b[3] = op.has("interleaved") ? 2 * i[3] + 1 : i[3] + pairs;
                                   const Scalar c = at(*x[1], {i[2], i[3]}), s = at(*x[2], {i[2], i[3]});
                                   at(y, a) = at(*x[0], a) * c - at(*x[0], b) * s;
                                   at(y, b) = at(*x[0], a) * s + at(*x[0], b) * c;
                                 });
                                 return {std::move(y)};
                               },
                               [](Generator &g) {
                                 const ValueId x = g.floats(4, 4, 1);
                                 const Type type = g.type(x);
                                 const Type angles{type.element, {type.shape[2], type.shape[3] / 2}};
                                 Op op{.name = "rotary_embedding",
                                       .operands = {x, g.input(angles), g.input(angles)},
                                       .words = {"cos", "sin"}};
                                 if (g.chance(0.5))
                                   op.attributes.push_back({"interleaved", Flag()});
                                 g.add(op);
                               }};
}

} // namespace dlc::fuzz
