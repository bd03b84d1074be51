// Random numbers: drawn from a random state of each node, a buffer of the network.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

/// Reads the state of a variable that is made for the node, draws, and assigns the next.
template <typename Draw> static void draw(Node &node, Draw make) {
  Session &session = node.scope.session;
  if (node.scope.body.parent)
    refuse("random numbers in bodies of loops and branches are not supported");
  Emit &e = node.e;
  auto type = RankedTensorType::get({2}, e.builder.getI64Type());
  const std::string name = session.variables.take(node.output(0) + "_state");
  OpBuilder builder(session.context);
  builder.setInsertionPointToStart(session.module.getBody());
  nn::VariableOp::create(builder, e.location, name, type, nn::RandomStateAttr::get(session.context),
                         nn::VariableRole::buffer, /*sym_visibility=*/StringAttr());
  auto symbol = FlatSymbolRefAttr::get(session.context, name);
  Value state = e.typed<nn::ReadOp>(type, ValueRange(), e.attrs().add("variable", symbol));
  Operation *op = make(state);
  e.op<nn::AssignOp>(op->getResult(1), e.attrs().add("variable", symbol), TypeRange());
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
