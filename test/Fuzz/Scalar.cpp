#include "Scalar.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlc::fuzz {

static thread_local Arithmetic *active = nullptr;

Arithmetic &Arithmetic::current() { return *active; }
Arithmetic::Scope::Scope(Arithmetic &arithmetic) : before(active) { active = &arithmetic; }
Arithmetic::Scope::~Scope() { active = before; }

double unitOf(DType type) {
  switch (type) {
  case DType::f64:
    return 0x1p-53;
  case DType::bf16:
    return 0x1p-8;
  case DType::f16:
    return 0x1p-11;
  case DType::f32:
    return 0x1p-24;
  default:
    return 0;
  }
}

bool isFloat(DType type) { return unitOf(type) > 0; }

double convert(double value, DType type) {
  switch (type) {
  case DType::f32:
    return static_cast<float>(value);
  case DType::bf16:
    return static_cast<float>(BFloat16(static_cast<float>(value)));
  case DType::f16:
    return static_cast<float>(Float16(static_cast<float>(value)));
  case DType::f64:
    return value;
  case DType::i1:
    return value != 0;
  default:
    break;
  }
  return std::abs(value) < 9.2e18 ? convert(static_cast<std::int64_t>(value), type) : value;
}

double convert(std::int64_t value, DType type) {
  switch (type) {
  case DType::i32:
    return static_cast<std::int32_t>(value);
  case DType::i8:
    return static_cast<std::int8_t>(value);
  case DType::u8:
    return static_cast<std::uint8_t>(value);
  case DType::i16:
    return static_cast<std::int16_t>(value);
  case DType::u16:
    return static_cast<std::uint16_t>(value);
  case DType::u32:
    return static_cast<std::uint32_t>(value);
  default:
    return static_cast<double>(value);
  }
}

Scalar multiply(Scalar x, Scalar y, DType element) {
  if (isFloat(element) || element == DType::i1)
    return x * y;
  const auto bits = [](Scalar z) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(z.value)); };
  return Scalar(convert(static_cast<std::int64_t>(bits(x) * bits(y)), element));
}

void Arithmetic::computeIn(DType type) {
  storedUnit = isFloat(type) ? unitOf(type) : 0;
  unit = std::min(storedUnit, unitOf(DType::f32));
}

double Arithmetic::anyRounding(double size) {
  const double off = random.uniform(0.5, 1);
  return noise * size * (random.chance(0.5) ? off : -off);
}

double Arithmetic::perturb(double value, double size) { return value * (1 + anyRounding(size)); }

double Arithmetic::beside(Scalar x, double jump) const {
  const double reach = std::abs(noise) * x.error;
  if (reach == 0 || std::isnan(x.value) || std::abs(x.value - jump) > reach)
    return x.value;
  return jump + side * (std::isfinite(reach) ? reach : 1);
}

bool Arithmetic::isUndecided(Scalar x, Scalar y) const {
  // What is equal with equal bounds is of one origin, and compiled code has one number for both.
  if (x.value == y.value && x.error == y.error)
    return false;
  const double reach = std::abs(noise) * (x.error + y.error);
  return reach > 0 && !(std::abs(x.value - y.value) > reach);
}

double Arithmetic::order(Scalar x, Scalar y) const {
  return isUndecided(x, y) ? side : x.value == y.value ? 0 : x.value < y.value ? -1 : 1;
}

// The error that comes from an operand; no infinite slope makes one of nothing.
static double carried(double slope, double error) { return error == 0 ? 0 : std::abs(slope) * error; }

void Arithmetic::keepErrors(Node &node, Scalar x, Scalar y, Scalar result) const {
  double dx = 0, dy = 0;
  switch (node.rule) {
  case Rule::constant:
  case Rule::unknown:
    break;
  case Rule::product:
    dx = y.error, dy = x.error;
    break;
  case Rule::quotient:
    dx = carried(node.dx * node.dx, y.error);
    dy = carried(node.dx * node.dx, x.error) + carried(2 * node.dx * node.dy, y.error);
    break;
  case Rule::itself:
    dx = result.error;
    break;
  case Rule::reciprocal:
    dx = carried(node.dx * node.dx, x.error);
    break;
  case Rule::ofResult:
    dx = carried(node.dy, result.error + storedUnit * std::abs(result.value));
    break;
  case Rule::halfOverIt:
    dx = carried(2 * node.dx * node.dx, result.error);
    break;
  case Rule::second:
    dx = carried(node.dy, x.error);
    break;
  }
  node.dxError = static_cast<float>(dx + unit * std::abs(node.dx));
  node.dyError = static_cast<float>(dy + unit * std::abs(node.dy));
}

Scalar Arithmetic::make(double value, Scalar x, double dx, Scalar y, double dy, Rule rule, bool exact) {
  if (noise != 0 && unit > 0 && !exact) {
    value = perturb(value, unit);
    dx = perturb(dx, unit);
    dy = perturb(dy, unit);
  }
  Scalar result(value);
  if (noise != 0)
    result.error = carried(dx, x.error) + (exact ? 0 : unit * std::abs(value)) +
                   (rule == Rule::second || rule == Rule::ofResult ? 0 : carried(dy, y.error));
  if (!recording || (x.node < 0 && y.node < 0))
    return result;
  tape.push_back({x.node, y.node, dx, dy, rule});
  tape.back().unit = static_cast<float>(unit);
  if (noise != 0)
    keepErrors(tape.back(), x, y, result);
  result.node = static_cast<std::int32_t>(tape.size() - 1);
  return result;
}

Scalar Arithmetic::makeFromResult(double value, Scalar x, double (*slope)(double), double (*second)(double)) {
  const double rounded = noise != 0 && storedUnit > 0 ? perturb(value, storedUnit) : value;
  return make(value, x, slope(rounded), {}, second(rounded), Rule::ofResult);
}

Scalar Arithmetic::store(Scalar x, DType type) {
  if (!isFloat(type))
    return {convert(x.value, type), -1, x.error};
  double factor = 1;
  if (noise != 0 && unitOf(type) > unitOf(DType::f32)) {
    x.value = perturb(x.value, unitOf(type));
    factor = perturb(factor, unitOf(type));
    x.error += unitOf(type) * std::abs(x.value);
  }
  if (unitOf(type) > unitOf(DType::f32))
    x.value = convert(x.value, type);
  // What is so small may be 0 in f32, and equal to others.
  if (noise < 0 && type != DType::f64 && std::abs(x.value) < 1e-36)
    x.value = 0;
  if (!recording)
    return {x.value, -1, x.error};
  tape.push_back({x.node, -1, factor, 0, Rule::constant, type == DType::f16});
  tape.back().unit = static_cast<float>(std::min(unitOf(type), unitOf(DType::f32)));
  return {x.value, static_cast<std::int32_t>(tape.size() - 1), x.error};
}

// Derivatives of f16 values are f16 too, and so is what a rule makes on the way from one to the next: that
// may be greater than both. Where it comes near 65504, the greatest number, any value will do.
static constexpr double greatestHalf = 65504 / 16.0;

// Adds b to x, and what that loses to its low part (Knuth's two-sum).
static void addTo(Scalar &x, double b, double lowOfB = 0) {
  const double sum = x.value + b, part = sum - x.value;
  const double lost = (x.value - (sum - part)) + (b - part) + x.low + lowOfB;
  const double value = sum + lost;
  x.low = std::isfinite(value) ? lost - (value - sum) : 0;
  x.value = std::isfinite(value) ? value : sum;
}

// What rounding does to a sum of terms in an order that is not known. In pairs, n terms of unlike signs are
// sums of two, of four and so on: as random numbers each level has as great a square as the terms have, and
// there are log2 n levels. That matters where the terms cancel: partial sums of another order may be far
// greater than those of the tape's.
static double roundingOfSum(double squares, double count) { return std::sqrt(squares * std::log2(count)); }

std::vector<Scalar> Arithmetic::differentiate(Scalar of) {
  std::vector<Scalar> adjoints(tape.size());
  struct Terms {
    double count = 0, squares = 0;
  };
  std::vector<Terms> terms(noise != 0 ? tape.size() : 0);
  if (of.node < 0)
    return adjoints;
  adjoints[static_cast<std::size_t>(of.node)] = {1};
  for (std::size_t i = static_cast<std::size_t>(of.node) + 1; i-- > 0;) {
    Scalar &adjoint = adjoints[i];
    const Node &node = tape[i];
    if (noise != 0 && terms[i].count > 1)
      adjoint.value += anyRounding(node.unit * roundingOfSum(terms[i].squares, terms[i].count));
    if (noise != 0 && node.isHalf && std::abs(adjoint.value) > greatestHalf)
      adjoint.value = std::numeric_limits<double>::quiet_NaN();
    if (adjoint.value == 0 && adjoint.error == 0)
      continue;
    const auto add = [&](std::int32_t to, double slope, double slopeError) {
      if (to < 0)
        return;
      Scalar &sum = adjoints[static_cast<std::size_t>(to)];
      const double term = adjoint.value * slope;
      addTo(sum, term);
      if (noise == 0)
        return;
      Terms &all = terms[static_cast<std::size_t>(to)];
      all.count += term != 0, all.squares += term * term;
      sum.error += carried(slope, adjoint.error) + carried(adjoint.value, slopeError) +
                   unit * (std::abs(sum.value) + std::abs(term));
    };
    add(node.x, node.dx, node.dxError);
    add(node.y, node.dy, node.dyError);
  }
  return adjoints;
}

// A derivative as a number on the tape, from what the node keeps.
Scalar Arithmetic::partial(std::int32_t node, bool ofX) {
  const Node n = tape[static_cast<std::size_t>(node)];
  const Scalar self(0, node);
  switch (n.rule) {
  case Rule::constant:
    return {ofX ? n.dx : n.dy, -1, ofX ? n.dxError : n.dyError};
  case Rule::product:
    return ofX ? Scalar(n.dx, n.y, n.dxError) : Scalar(n.dy, n.x, n.dyError);
  case Rule::quotient: {
    const Scalar y(1 / n.dx, n.y), quotient(-n.dy / n.dx, node);
    return ofX ? Scalar(1) / y : -quotient / y;
  }
  case Rule::itself:
    return {n.dx, node, n.dxError};
  case Rule::reciprocal:
    return Scalar(1) / Scalar(1 / n.dx, n.x);
  case Rule::ofResult:
    return make(n.dx, self, n.dy, {}, 0, Rule::unknown);
  case Rule::halfOverIt:
    return Scalar(0.5) / Scalar(0.5 / n.dx, node);
  case Rule::second:
    return make(n.dx, {0, n.x}, n.dy, {}, 0, Rule::unknown);
  case Rule::unknown:
    break;
  }
  throw NotWellFormed();
}

std::vector<Scalar> Arithmetic::differentiateOnTape(Scalar of) {
  std::vector<Scalar> adjoints(tape.size());
  if (of.node < 0)
    return adjoints;
  adjoints[static_cast<std::size_t>(of.node)] = {1};
  for (std::int32_t i = of.node; i >= 0; --i) {
    Scalar &adjoint = adjoints[static_cast<std::size_t>(i)];
    const Node node = tape[static_cast<std::size_t>(i)];
    if (noise != 0 && node.isHalf && std::abs(adjoint.value) > greatestHalf)
      adjoint = {std::numeric_limits<double>::quiet_NaN()};
    if (adjoint.value == 0 && adjoint.node < 0)
      continue;
    for (bool ofX : {true, false})
      if (const std::int32_t from = ofX ? node.x : node.y; from >= 0) {
        Scalar &sum = adjoints[static_cast<std::size_t>(from)];
        sum = sum + adjoint * partial(i, ofX);
      }
  }
  return adjoints;
}

std::vector<Scalar> Arithmetic::moveOnTape(const std::map<std::int32_t, Scalar> &directions) {
  const auto count = static_cast<std::int32_t>(tape.size());
  std::vector<Scalar> speeds(tape.size());
  for (std::int32_t i = 0; i < count; ++i) {
    Scalar &speed = speeds[static_cast<std::size_t>(i)];
    if (const auto own = directions.find(i); own != directions.end())
      speed = own->second;
    const Node node = tape[static_cast<std::size_t>(i)];
    for (bool ofX : {true, false})
      if (const std::int32_t from = ofX ? node.x : node.y; from >= 0) {
        const Scalar source = speeds[static_cast<std::size_t>(from)];
        if (source.value != 0 || source.node >= 0)
          speed = speed + source * partial(i, ofX);
      }
  }
  return speeds;
}

using Rule = Arithmetic::Rule;
static Scalar make(double value, Scalar x, double dx, Scalar y = {}, double dy = 0,
                   Rule rule = Rule::constant) {
  return active->make(value, x, dx, y, dy, rule);
}
static Scalar exact(double value, Scalar x, double dx, Scalar y = {}, double dy = 0) {
  return active->make(value, x, dx, y, dy, Rule::constant, true);
}

static Scalar sum(Scalar x, Scalar y, double sign) {
  Scalar result = make(x.value + sign * y.value, x, 1, y, sign);
  if (active->isExact()) {
    Scalar exactly = x;
    addTo(exactly, sign * y.value, sign * y.low);
    result.value = exactly.value, result.low = exactly.low;
  }
  return result;
}
Scalar operator+(Scalar x, Scalar y) { return sum(x, y, 1); }
Scalar operator-(Scalar x, Scalar y) { return sum(x, y, -1); }
Scalar operator*(Scalar x, Scalar y) {
  return make(x.value * y.value, x, y.value, y, x.value, Rule::product);
}
Scalar operator/(Scalar x, Scalar y) {
  const double quotient = x.value / y.value;
  return make(quotient, x, 1 / y.value, y, -quotient / y.value, Rule::quotient);
}
Scalar operator-(Scalar x) { return exact(-x.value, x, -1); }

Scalar max(Scalar x, Scalar y) {
  if (std::isnan(x.value) || std::isnan(y.value))
    return {std::numeric_limits<double>::quiet_NaN()};
  const double dx = x.value > y.value ? 1 : x.value < y.value ? 0 : 0.5;
  return exact(std::max(x.value, y.value), x, dx, y, 1 - dx);
}
Scalar min(Scalar x, Scalar y) { return -max(-x, -y); }
Scalar abs(Scalar x) { return exact(std::abs(x.value), x, (x.value > 0) - (x.value < 0)); }
Scalar relu(Scalar x) { return exact(std::max(x.value, 0.0), x, x.value > 0); }
Scalar clip(Scalar x, double low, double high) {
  return exact(std::min(std::max(x.value, low), high), x, x.value >= low && x.value <= high);
}
Scalar pow(Scalar x, Scalar y) {
  const double value = std::pow(x.value, y.value), dx = y.value * std::pow(x.value, y.value - 1);
  if (y.node < 0)
    return function(x, value, dx, y.value * (y.value - 1) * std::pow(x.value, y.value - 2));
  return make(value, x, dx, y, x.value > 0 ? value * std::log(x.value) : 0, Rule::unknown);
}
Scalar function(Scalar x, double value, double derivative) {
  return make(value, x, derivative, {}, 0, Rule::unknown);
}
Scalar function(Scalar x, double value, double derivative, double second) {
  return make(value, x, derivative, {}, second, Rule::second);
}
Scalar exp(Scalar x) { return make(std::exp(x.value), x, std::exp(x.value), {}, 0, Rule::itself); }
Scalar log(Scalar x) { return make(std::log(x.value), x, 1 / x.value, {}, 0, Rule::reciprocal); }
Scalar functionOfResult(Scalar x, double value, double (*slope)(double), double (*second)(double)) {
  return active->makeFromResult(value, x, slope, second);
}
Scalar tanh(Scalar x) {
  return functionOfResult(
      x, std::tanh(x.value), [](double v) { return 1 - v * v; }, [](double v) { return -2 * v; });
}
Scalar sigmoid(Scalar x) {
  return functionOfResult(
      x, 1 / (1 + std::exp(-x.value)), [](double v) { return v * (1 - v); },
      [](double v) { return 1 - 2 * v; });
}
Scalar expm1(Scalar x) {
  return functionOfResult(x, std::expm1(x.value), [](double v) { return v + 1; }, [](double) { return 1.0; });
}
double gaussian(double x) {
  const Scalar square = Scalar(x) * Scalar(x);
  return std::exp(-square.value);
}
Scalar softplus(Scalar x) {
  const double value = std::max(x.value, 0.0) + std::log1p(std::exp(-std::abs(x.value)));
  const double slope = 1 / (1 + std::exp(-x.value));
  return function(x, value, slope, slope * (1 - slope));
}
Scalar sqrt(Scalar x) {
  const double value = std::sqrt(x.value);
  return make(value, x, 0.5 / value, {}, 0, Rule::halfOverIt);
}

} // namespace dlc::fuzz
