// Random numbers: drawn from a random state of each node, a buffer of the network.
#include "Import/RandomState.h"
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

Value randomState(Node &node, FlatSymbolRefAttr *symbol) {
  Session &session = node.scope.session;
  if (node.scope.body.parent)
    refuse("random numbers in bodies of loops and branches are not supported");
  auto type = RankedTensorType::get({2}, node.e.builder.getI64Type());
  const std::string name = session.variables.take(node.output(0) + "_state");
  OpBuilder builder(session.context);
  builder.setInsertionPointToStart(session.module.getBody());
  nn::VariableOp::create(builder, node.e.location, name, type, nn::RandomStateAttr::get(session.context),
                         nn::VariableRole::buffer, /*sym_visibility=*/StringAttr());
  auto reference = FlatSymbolRefAttr::get(session.context, name);
  if (symbol)
    *symbol = reference;
  return node.e.typed<nn::ReadOp>(type, ValueRange(), node.attrs().add("variable", reference));
}

/// Draws, and assigns the next state.
template <typename Draw> static void draw(Node &node, Draw make) {
  FlatSymbolRefAttr symbol;
  Operation *op = make(randomState(node, &symbol));
  node.e.op<nn::AssignOp>(op->getResult(1), node.attrs().add("variable", symbol), TypeRange());
  node.set(0, op->getResult(0));
}

static nn::SizedTensorType shapeOfDraw(Node &node, bool isLike) {
  if (!isLike)
    return nn::SizedTensorType::get(node.is("shape"), node.elementType(node.i("dtype", 1)));
  Type element = node.hasAttr("dtype") ? node.elementType(node.i("dtype", 1)) : node.element(0);
  return node.type(0).clone(element);
}

template <bool isLike> static void uniform(Node &node) {
  nn::SizedTensorType type = shapeOfDraw(node, isLike);
  draw(node, [&](Value state) {
    return node.e.op<nn::RandomUniformOp>(
        state, node.attrs().real("low", node.f("low", 0)).real("high", node.f("high", 1)),
        TypeRange{type, state.getType()});
  });
}

template <bool isLike> static void normal(Node &node) {
  nn::SizedTensorType type = shapeOfDraw(node, isLike);
  draw(node, [&](Value state) {
    return node.e.op<nn::RandomNormalOp>(
        state, node.attrs().real("mean", node.f("mean", 0)).real("stddev", node.f("scale", 1)),
        TypeRange{type, state.getType()});
  });
}

static void bernoulli(Node &node) {
  Value probabilities = node.in(0);
  Type element = node.hasAttr("dtype") ? node.elementType(node.i("dtype", 1)) : node.element(0);
  draw(node, [&](Value state) { return node.e.op<nn::BernoulliOp>({probabilities, state}, node.attrs()); });
  Value drawn = node.valueOf(node.scope.find(node.output(0)));
  node.set(element.isInteger(1) ? node.e.compare(nn::ComparePredicate::ne, drawn, 0)
                                : node.e.cast(drawn, element));
}

ArrayRef<Rule> randomRules() {
  static const Rule rules[] = {
      {"RandomUniform", 1, newest, uniform<false>, "numbers are dlc's own"},
      {"RandomUniformLike", 1, newest, uniform<true>, "numbers are dlc's own"},
      {"RandomNormal", 1, newest, normal<false>, "numbers are dlc's own"},
      {"RandomNormalLike", 1, newest, normal<true>, "numbers are dlc's own"},
      {"Bernoulli", 15, newest, bernoulli, "numbers are dlc's own"},
  };
  return rules;
}

} // namespace dlc::importer
