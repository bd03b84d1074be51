// Arithmetic and functions of one and two numbers.
#include "Operators.h"

#include <cmath>
#include <numbers>

namespace dlc::fuzz {

// Where a function is defined, and well-conditioned.
enum class Domain { all, positive, unit, aboveOne };

static ValueId within(Generator &g, ValueId x, Domain domain) {
  switch (domain) {
  case Domain::all:
    return x;
  case Domain::positive:
    return g.add("add", {g.add("softplus", {x}), g.scalar(0.125, g.type(x).element)});
  case Domain::unit:
    return g.add("mul", {g.add("tanh", {x}), g.scalar(0.875, g.type(x).element)});
  case Domain::aboveOne:
    return g.add("add", {g.add("softplus", {x}), g.scalar(1.25, g.type(x).element)});
  }
  return x;
}

static void addUnary(Operators &table, const std::string &name, Domain domain,
                     const std::function<Scalar(Scalar)> &function, bool integers = false) {
  table[name] = {
      [=](const Op &, const Operands &x, std::int64_t) -> Results { return {map(*x[0], function)}; },
      [=](Generator &g) { g.add(name, {within(g, integers ? g.numbers() : g.floats(), domain)}); }};
}

using Pair = std::function<Scalar(Scalar, Scalar)>;
using IntegerPair = std::function<std::int64_t(std::int64_t, std::int64_t)>;

static void addBinary(Operators &table, const std::string &name, const Pair &floats,
                      const IntegerPair &integers, Domain left = Domain::all, Domain right = Domain::all) {
  table[name] = {[=](const Op &, const Operands &x, std::int64_t) -> Results {
                   if (isFloat(x[0]->element))
                     return {zip(*x[0], *x[1], x[0]->element, floats)};
                   require(static_cast<bool>(integers));
                   return {zip(*x[0], *x[1], x[0]->element, [&](Scalar a, Scalar b) {
                     return Scalar(static_cast<double>(
                         integers(static_cast<std::int64_t>(a.value), static_cast<std::int64_t>(b.value))));
                   })};
                 },
                 [=](Generator &g) {
                   ValueId x = integers ? g.numbers() : g.floats();
                   ValueId y = g.broadcasting(g.type(x));
                   if (isFloat(g.type(x).element)) {
                     x = within(g, x, left);
                     y = within(g, y, right);
                   }
                   g.add(name, g.chance(0.5) && left == right ? std::vector{y, x} : std::vector{x, y});
                 }};
}

// The quotient's part that is no number of its own is a constant.
static Scalar remainder(Scalar x, Scalar y, bool truncated) {
  Scalar ratio(x.value / y.value);
  ratio.error = (x.error + std::abs(ratio.value) * y.error) / std::abs(y.value);
  const double seen = Arithmetic::current().beside(ratio, std::nearbyint(ratio.value));
  return x - Scalar(truncated ? std::trunc(seen) : std::floor(seen)) * y;
}
static std::int64_t remainder(std::int64_t x, std::int64_t y, bool truncated) {
  if (y == 0)
    return 0;
  const std::int64_t rest = x % y;
  return !truncated && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

static void addMod(Operators &table) {
  table["mod"] = {[](const Op &op, const Operands &x, std::int64_t) -> Results {
                    const bool truncated = op.has("fmod");
                    const bool floats = isFloat(x[0]->element);
                    return {zip(*x[0], *x[1], x[0]->element, [&](Scalar a, Scalar b) -> Scalar {
                      if (floats)
                        return remainder(a, b, truncated);
                      return static_cast<double>(remainder(static_cast<std::int64_t>(a.value),
                                                           static_cast<std::int64_t>(b.value), truncated));
                    })};
                  },
                  [](Generator &g) {
                    const ValueId x = g.numbers();
                    ValueId y = g.broadcasting(g.type(x));
                    if (isFloat(g.type(x).element))
                      y = within(g, y, Domain::positive);
                    std::vector<Attribute> attributes;
                    if (g.chance(0.5))
                      attributes.push_back({"fmod", Flag()});
                    g.add("mod", {x, y}, attributes);
                  }};
}

static void addClip(Operators &table) {
  table["clip"] = {[](const Op &op, const Operands &x, std::int64_t) -> Results {
                     const double low = op.number("min", -INFINITY), high = op.number("max", INFINITY);
                     return {map(*x[0], [&](Scalar s) { return clip(s, low, high); })};
                   },
                   [](Generator &g) {
                     std::vector<Attribute> attributes;
                     if (g.chance(0.8))
                       attributes.push_back({"min", g.random.of({-1.0, 0.0, 1.0})});
                     if (g.chance(0.8))
                       attributes.push_back({"max", g.random.of({1.0, 2.0, 7.0})});
                     g.add("clip", {g.numbers()}, attributes);
                   }};
}

static double besideWhole(Scalar x) { return Arithmetic::current().beside(x, std::nearbyint(x.value)); }

void addElementwise(Operators &table) {
  using Z = std::int64_t;
  addBinary(table, "add", [](Scalar a, Scalar b) { return a + b; }, [](Z a, Z b) { return a + b; });
  addBinary(table, "sub", [](Scalar a, Scalar b) { return a - b; }, [](Z a, Z b) { return a - b; });
  addBinary(table, "mul", [](Scalar a, Scalar b) { return a * b; }, [](Z a, Z b) { return a * b; });
  addBinary(
      table, "div", [](Scalar a, Scalar b) { return a / b; }, [](Z a, Z b) { return b ? a / b : 0; },
      Domain::all, Domain::positive);
  addBinary(
      table, "max", [](Scalar a, Scalar b) { return max(a, b); }, [](Z a, Z b) { return std::max(a, b); });
  addBinary(
      table, "min", [](Scalar a, Scalar b) { return min(a, b); }, [](Z a, Z b) { return std::min(a, b); });
  addBinary(table, "pow", [](Scalar a, Scalar b) { return pow(a, b); }, nullptr, Domain::positive);
  addMod(table);
  addClip(table);

  addUnary(table, "neg", Domain::all, [](Scalar x) { return -x; }, true);
  addUnary(table, "abs", Domain::all, [](Scalar x) { return abs(x); }, true);
  addUnary(
      table, "sign", Domain::all,
      [](Scalar x) {
        const double seen = Arithmetic::current().beside(x, 0);
        return Scalar((seen > 0) - (seen < 0));
      },
      true);
  addUnary(table, "relu", Domain::all, [](Scalar x) { return relu(x); }, true);
  addUnary(table, "floor", Domain::all, [](Scalar x) { return Scalar(std::floor(besideWhole(x))); });
  addUnary(table, "ceil", Domain::all, [](Scalar x) { return Scalar(std::ceil(besideWhole(x))); });
  addUnary(table, "round", Domain::all, [](Scalar x) {
    return Scalar(std::nearbyint(Arithmetic::current().beside(x, std::floor(x.value) + 0.5)));
  });
  addUnary(table, "stop_gradient", Domain::all, [](Scalar x) { return constant(x); });
  addUnary(table, "barrier", Domain::all, [](Scalar x) { return x; });
  addUnary(table, "reciprocal", Domain::positive, [](Scalar x) { return Scalar(1) / x; });
  addUnary(table, "sqrt", Domain::positive, [](Scalar x) { return sqrt(x); });
  addUnary(table, "rsqrt", Domain::positive, [](Scalar x) { return Scalar(1) / sqrt(x); });
  addUnary(table, "exp", Domain::all, [](Scalar x) { return exp(x); });
  addUnary(table, "log", Domain::positive, [](Scalar x) { return log(x); });
  addUnary(table, "expm1", Domain::all, expm1);

  // From value and two derivatives.
  struct Row {
    const char *name;
    Domain domain;
    double (*value)(double), (*derivative)(double), (*second)(double);
  };
  using std::sqrt;
  static const Row rows[] = {
      {"log1p", Domain::positive, std::log1p, [](double x) { return 1 / (1 + x); },
       [](double x) { return -1 / ((1 + x) * (1 + x)); }},
      {"sin", Domain::all, std::sin, std::cos, [](double x) { return -std::sin(x); }},
      {"cos", Domain::all, std::cos, [](double x) { return -std::sin(x); },
       [](double x) { return -std::cos(x); }},
      {"tan", Domain::unit, std::tan, [](double x) { return 1 + std::tan(x) * std::tan(x); },
       [](double x) { return 2 * std::tan(x) * (1 + std::tan(x) * std::tan(x)); }},
      {"asin", Domain::unit, std::asin, [](double x) { return 1 / sqrt(1 - x * x); },
       [](double x) { return x / std::pow(1 - x * x, 1.5); }},
      {"acos", Domain::unit, std::acos, [](double x) { return -1 / sqrt(1 - x * x); },
       [](double x) { return -x / std::pow(1 - x * x, 1.5); }},
      {"atan", Domain::all, std::atan, [](double x) { return 1 / (1 + x * x); },
       [](double x) { return -2 * x / ((1 + x * x) * (1 + x * x)); }},
      {"sinh", Domain::all, std::sinh, std::cosh, std::sinh},
      {"cosh", Domain::all, std::cosh, std::sinh, std::cosh},
      {"asinh", Domain::all, std::asinh, [](double x) { return 1 / sqrt(x * x + 1); },
       [](double x) { return -x / std::pow(x * x + 1, 1.5); }},
      {"acosh", Domain::aboveOne, std::acosh, [](double x) { return 1 / sqrt(x * x - 1); },
       [](double x) { return -x / std::pow(x * x - 1, 1.5); }},
      {"atanh", Domain::unit, std::atanh, [](double x) { return 1 / (1 - x * x); },
       [](double x) { return 2 * x / ((1 - x * x) * (1 - x * x)); }},
      {"erf", Domain::all, std::erf, [](double x) { return 2 * std::numbers::inv_sqrtpi * gaussian(x); },
       [](double x) { return -4 * x * std::numbers::inv_sqrtpi * gaussian(x); }},
  };
  for (const Row &row : rows)
    addUnary(table, row.name, row.domain, [&row](Scalar x) {
      return function(x, row.value(x.value), row.derivative(x.value), row.second(x.value));
    });
}

} // namespace dlc::fuzz
