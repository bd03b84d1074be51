// Activation functions, and softmax with the meanings that it had.
#include "Import/RuleTable.h"

using namespace mlir;

namespace dlc::importer {

template <typename Op> static void unary(Node &node) { node.set(node.e.unary<Op>(node.in(0))); }

/// With attributes of the same names.
struct Parameter {
  const char *name;
  double fallback;
};
template <typename Op> static void activation(Node &node, ArrayRef<Parameter> parameters) {
  Attrs attributes = node.attrs();
  for (const Parameter &parameter : parameters)
    attributes.real(parameter.name, node.f(parameter.name, parameter.fallback));
  Value x = node.in(0);
  node.set(node.e.typed<Op>(x.getType(), x, attributes));
}

static void gelu(Node &node) {
  const std::string how = node.choice("approximate", "none", {"none", "tanh"});
  Value x = node.in(0);
  auto attribute = nn::GeluApproximationAttr::get(
      node.context(), how == "tanh" ? nn::GeluApproximation::tanh : nn::GeluApproximation::none);
  node.set(node.e.typed<nn::GeluOp>(x.getType(), x, node.attrs().add("approximate", attribute)));
}

static void fastGelu(Node &node) {
  Value x = node.in(0);
  if (node.has(1))
    x = node.e.add(x, node.in(1));
  auto attribute = nn::GeluApproximationAttr::get(node.context(), nn::GeluApproximation::tanh);
  node.set(node.e.typed<nn::GeluOp>(x.getType(), x, node.attrs().add("approximate", attribute)));
}

static void biasGelu(Node &node) {
  Value x = node.e.add(node.in(0), node.in(1));
  node.set(node.e.unary<nn::GeluOp>(x));
}

static void swish(Node &node) {
  const double alpha = node.f("alpha", 1);
  Value x = node.in(0);
  node.set(alpha == 1 ? node.e.unary<nn::SiluOp>(x)
                      : node.e.mul(x, node.e.unary<nn::SigmoidOp>(node.e.mul(x, alpha))));
}

static void quickGelu(Node &node) {
  Value x = node.in(0);
  node.set(node.e.mul(x, node.e.unary<nn::SigmoidOp>(node.e.mul(x, node.f("alpha", 1.702)))));
}

static void shrink(Node &node) {
  const double bias = node.f("bias", 0), lambd = node.f("lambd", 0.5);
  Value x = node.in(0);
  Emit &e = node.e;
  // Integers take part in f64, as their bounds may be fractions.
  Type element = elementOf(x);
  Value wide = isFloat(x) ? x : e.cast(x, e.builder.getF64Type());
  Value low = e.compare(nn::ComparePredicate::lt, wide, -lambd),
        high = e.compare(nn::ComparePredicate::gt, wide, lambd);
  Value inner = e.where(high, e.sub(wide, bias), e.scalar(0, wide));
  node.set(e.cast(e.where(low, e.add(wide, bias), inner), element));
}

//===-- Softmax -------------------------------------------------------------------------------------===//

/// Of the last dimension of what `make` is given.
static Value hardmax(Emit &e, Value x, int64_t axis) {
  auto type = typeOf(x);
  Value places = e.one<nn::ArgMaxOp>(x, e.attrs().integer("axis", axis));
  return e.typed<nn::OneHotOp>(Type(type), places, e.attrs().integer("axis", axis));
}

template <typename Op> static Value alongAxis(Emit &e, Value x, int64_t axis) {
  if constexpr (std::is_same_v<Op, void>)
    return hardmax(e, x, axis);
  else
    return e.typed<Op>(x.getType(), x, e.attrs().integer("axis", axis));
}

template <typename Op> static void softmax(Node &node) {
  Value x = node.in(0);
  node.set(alongAxis<Op>(node.e, x, node.axis(node.i("axis", -1), rankOf(x))));
}

/// Before 13 the dimensions from `axis` on are one.
template <typename Op> static void softmaxFlat(Node &node) {
  Value x = node.in(0);
  const int64_t axis = node.axis(node.i("axis", 1), rankOf(x));
  if (axis == rankOf(x) - 1) {
    node.set(alongAxis<Op>(node.e, x, axis));
    return;
  }
  Value flat = node.e.one<nn::FlattenOp>(x, node.attrs().integer("axis", axis));
  node.set(node.e.reshape(alongAxis<Op>(node.e, flat, 1), shapeOf(x)));
}

ArrayRef<Rule> activationRules() {
  static const Rule rules[] = {
      {"Relu", 1, newest, unary<nn::ReluOp>},
      {"Sigmoid", 1, newest, unary<nn::SigmoidOp>},
      {"Tanh", 1, newest, unary<nn::TanhOp>},
      {"Softplus", 1, newest, unary<nn::SoftplusOp>},
      {"Softsign", 1, newest, unary<nn::SoftsignOp>},
      {"HardSwish", 14, newest, unary<nn::HardSwishOp>},
      {"Mish", 18, newest, unary<nn::MishOp>},
      {"Elu", 1, newest, [](Node &node) { activation<nn::EluOp>(node, Parameter{"alpha", 1}); }},
      {"Celu", 12, newest, [](Node &node) { activation<nn::CeluOp>(node, Parameter{"alpha", 1}); }},
      {"LeakyRelu", 1, newest,
       [](Node &node) { activation<nn::LeakyReluOp>(node, Parameter{"alpha", 0.01}); }},
      {"ThresholdedRelu", 10, newest,
       [](Node &node) { activation<nn::ThresholdedReluOp>(node, Parameter{"alpha", 1}); }},
      {"Selu", 1, newest,
       [](Node &node) {
         activation<nn::SeluOp>(node,
                                {{"alpha", 1.67326319217681884765625}, {"gamma", 1.05070102214813232421875}});
       }},
      {"HardSigmoid", 1, newest,
       [](Node &node) { activation<nn::HardSigmoidOp>(node, {{"alpha", 0.2}, {"beta", 0.5}}); }},
      {"Gelu", 20, newest, gelu},
      {"Gelu", 1, newest, unary<nn::GeluOp>, "", "com.microsoft"},
      {"FastGelu", 1, newest, fastGelu, "", "com.microsoft"},
      {"BiasGelu", 1, newest, biasGelu, "", "com.microsoft"},
      {"QuickGelu", 1, newest, quickGelu, "", "com.microsoft"},
      {"Swish", 24, newest, swish},
      {"Shrink", 9, newest, shrink},
      {"Softmax", 1, 12, softmaxFlat<nn::SoftmaxOp>, "the dimensions from `axis` on are one"},
      {"Softmax", 13, newest, softmax<nn::SoftmaxOp>},
      {"LogSoftmax", 1, 12, softmaxFlat<nn::LogSoftmaxOp>, "the dimensions from `axis` on are one"},
      {"LogSoftmax", 13, newest, softmax<nn::LogSoftmaxOp>},
      {"Hardmax", 1, 12, softmaxFlat<void>, "the dimensions from `axis` on are one"},
      {"Hardmax", 13, newest, softmax<void>},
  };
  return rules;
}

} // namespace dlc::importer
