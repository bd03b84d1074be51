// Activation functions, by the formulas that the documentation gives.
#include "Operators.h"

#include <cmath>
#include <numbers>

namespace dlc::fuzz {

using Function1 = Scalar (*)(Scalar x, double alpha, double beta);

static Scalar elu(Scalar x, double alpha) { return x.value > 0 ? x : Scalar(alpha) * expm1(x); }

static void addActivation(Operators &table, const std::string &name, Function1 activation, double alpha = NAN,
                          double beta = NAN, const char *second = "beta") {
  table[name] = {[=](const Op &op, const Operands &x, std::int64_t) -> Results {
                   const double a = op.number("alpha", alpha), b = op.number(second, beta);
                   return {map(*x[0], [&](Scalar s) { return activation(s, a, b); })};
                 },
                 [=](Generator &g) {
                   std::vector<Attribute> attributes;
                   if (!std::isnan(alpha) && g.chance(0.5))
                     attributes.push_back({"alpha", g.random.of({0.25, 0.75, 1.5})});
                   if (!std::isnan(beta) && g.chance(0.5))
                     attributes.push_back({second, g.random.of({0.25, 0.75, 1.5})});
                   g.add(name, {g.floats()}, attributes);
                 }};
}

void addActivations(Operators &table) {
  addActivation(table, "tanh", [](Scalar x, double, double) { return tanh(x); });
  addActivation(table, "sigmoid", [](Scalar x, double, double) { return sigmoid(x); });
  addActivation(table, "softplus", [](Scalar x, double, double) { return softplus(x); });
  addActivation(table, "step",
                [](Scalar x, double, double) { return Scalar(Arithmetic::current().beside(x, 0) > 0); });
  addActivation(table, "softsign", [](Scalar x, double, double) { return x / (Scalar(1) + abs(x)); });
  addActivation(table, "silu", [](Scalar x, double, double) { return x * sigmoid(x); });
  addActivation(table, "mish", [](Scalar x, double, double) { return x * tanh(softplus(x)); });
  addActivation(
      table, "hard_sigmoid",
      [](Scalar x, double a, double b) {
        const Scalar y = Scalar(a) * x + Scalar(b);
        return y.value <= 0 ? Scalar(0) : y.value >= 1 ? Scalar(1) : y;
      },
      0.2, 0.5);
  addActivation(table, "hard_swish", [](Scalar x, double, double) {
    return x.value <= -3 ? Scalar(0) : x.value >= 3 ? x : x * (x + Scalar(3)) / Scalar(6);
  });
  addActivation(
      table, "leaky_relu", [](Scalar x, double a, double) { return x.value > 0 ? x : Scalar(a) * x; }, 0.01);
  addActivation(
      table, "thresholded_relu",
      [](Scalar x, double a, double) { return Arithmetic::current().beside(x, a) > a ? x : Scalar(0); }, 1.0);
  addActivation(table, "elu", [](Scalar x, double a, double) { return elu(x, a); }, 1.0);
  addActivation(
      table, "selu", [](Scalar x, double a, double b) { return Scalar(b) * elu(x, a); }, 1.6732632423543772,
      1.0507009873554805, "gamma");
  addActivation(
      table, "celu", [](Scalar x, double a, double) { return x.value > 0 ? x : elu(x / Scalar(a), a); }, 1.0);

  table["gelu"] = {[](const Op &op, const Operands &x, std::int64_t) -> Results {
                     const bool tanhs = op.word("approximate", "none") == "tanh";
                     return {map(*x[0], [&](Scalar s) {
                       if (tanhs)
                         return Scalar(0.5) * s *
                                (Scalar(1) + tanh(Scalar(std::sqrt(2 / std::numbers::pi)) *
                                                  (s + Scalar(0.044715) * s * s * s)));
                       const double z = s.value / std::numbers::sqrt2;
                       const double slope = std::numbers::sqrt2 * std::numbers::inv_sqrtpi * gaussian(z);
                       return Scalar(0.5) * s *
                              (Scalar(1) + function(s, std::erf(z), slope, -s.value * slope));
                     })};
                   },
                   [](Generator &g) {
                     std::vector<Attribute> attributes;
                     if (g.chance(0.5))
                       attributes.push_back({"approximate", std::string("tanh")});
                     g.add("gelu", {g.floats()}, attributes);
                   }};
  table["prelu"] = {[](const Op &, const Operands &x, std::int64_t) -> Results {
                      require(broadcastShape(x[0]->shape, x[1]->shape) == x[0]->shape);
                      return {zip(*x[0], *x[1], x[0]->element,
                                  [](Scalar s, Scalar slope) { return s.value > 0 ? s : slope * s; })};
                    },
                    [](Generator &g) {
                      const ValueId x = g.floats();
                      g.add("prelu", {x, g.broadcasting(g.type(x))});
                    }};
}

} // namespace dlc::fuzz
