// Random numbers. ONNX's operators draw from a generator of their own, so that the state that nn hands on is
// left out, and the numbers are others.
#include "Export/RuleTable.h"

using namespace mlir;

namespace dlc::exporter {

/// Checks that it draws from a state, and makes the next one such.
static void draw(Writer &w, Value from, Value next) {
  if (!w.session.states.contains(from))
    refuse("its random state is computed, and ONNX keeps it to itself");
  w.session.states.insert(next);
}

/// The values alone, of a shape that may be dynamic.
static void values(Writer &w, const std::string &type, Value result, Attrs attributes) {
  attributes.i("dtype", dataTypeOf(elementOf(result)));
  if (isStatic(result)) {
    w.node(type.c_str(), {}, {w.out()}, attributes.is("shape", shapeOf(result)));
    return;
  }
  const std::string like = w.filled(0, shapeOf(result), elementOf(result));
  w.node((type + "Like").c_str(), {like}, {w.out()}, attributes);
}

static void uniform(Writer &w, nn::RandomUniformOp op) {
  draw(w, op.getState(), op.getNextState());
  values(w, "RandomUniform", op.getResult(),
         Attrs().f("low", op.getLow().convertToDouble()).f("high", op.getHigh().convertToDouble()));
}
static void normal(Writer &w, nn::RandomNormalOp op) {
  draw(w, op.getState(), op.getNextState());
  values(w, "RandomNormal", op.getResult(),
         Attrs().f("mean", op.getMean().convertToDouble()).f("scale", op.getStddev().convertToDouble()));
}
static void bernoulli(Writer &w, nn::BernoulliOp op) {
  draw(w, op.getState(), op.getNextState());
  w.node("Bernoulli", {w.in(op.getProbabilities())}, {w.out()},
         Attrs().i("dtype", dataTypeOf(elementOf(op.getResult()))));
}

ArrayRef<Rule> randomRules() {
  static const char *const note = "draws other numbers";
  static const Rule rules[] = {
      rule<nn::RandomUniformOp, uniform>("RandomUniform, RandomUniformLike", note),
      rule<nn::RandomNormalOp, normal>("RandomNormal, RandomNormalLike", note),
      rule<nn::BernoulliOp, bernoulli>("Bernoulli", note),
  };
  return rules;
}

} // namespace dlc::exporter
