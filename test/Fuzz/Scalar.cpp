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
  if (!(std::abs(value) < 9.2e18))
    return value;
  const auto whole = static_cast<std::int64_t>(value);
  switch (type) {
  case DType::i32:
    return static_cast<std::int32_t>(whole);
  case DType::i8:
    return static_cast<std::int8_t>(whole);
  case DType::u8:
    return static_cast<std::uint8_t>(whole);
  default:
    return static_cast<double>(whole);
  }
}

void Arithmetic::computeIn(DType type) {
  unit = isFloat(type) ? std::min(unitOf(type), unitOf(DType::f32)) : 0;
}

double Arithmetic::perturb(double value, double size) {
  const double off = random.uniform(0.5, 1);
  return value * (1 + noise * size * (random.chance(0.5) ? off : -off));
}

bool Arithmetic::mayBeEqual(Scalar x, Scalar y) const {
  const double size = std::max(std::abs(x.value), std::abs(y.value));
  return noise < 0 && unit > 0 && std::abs(x.value - y.value) <= std::max(4 * -noise * unit * size, 1e-6);
}

Scalar Arithmetic::make(double value, Scalar x, double dx, Scalar y, double dy, Rule rule, bool exact) {
  if (noise != 0 && unit > 0 && !exact) {
    value = perturb(value, unit);
    dx = perturb(dx, unit);
    dy = perturb(dy, unit);
  }
  if (!recording || (x.node < 0 && y.node < 0))
    return {value};
  tape.push_back({x.node, y.node, dx, dy, rule});
  return {value, static_cast<std::int32_t>(tape.size() - 1)};
}

Scalar Arithmetic::store(Scalar x, DType type) {
  if (!isFloat(type))
    return {convert(x.value, type)};
  double factor = 1;
  if (noise != 0 && unitOf(type) > unitOf(DType::f32)) {
    x.value = perturb(x.value, unitOf(type));
    factor = perturb(factor, unitOf(type));
  }
  if (unitOf(type) > unitOf(DType::f32))
    x.value = convert(x.value, type);
  // What is so small may be 0 in f32, and equal to others.
  if (noise < 0 && type != DType::f64 && std::abs(x.value) < 1e-36)
    x.value = 0;
  if (!recording)
    return {x.value};
  tape.push_back({x.node, -1, factor, 0, Rule::constant, type == DType::f16});
  return {x.value, static_cast<std::int32_t>(tape.size() - 1)};
}

// Derivatives of f16 values are f16 too, and so is what a rule makes on the way from one to the next: that
// may be greater than both. Where it comes near 65504, the greatest number, any value will do.
static constexpr double greatestHalf = 65504 / 16.0;

std::vector<double> Arithmetic::differentiate(Scalar of) const {
  std::vector<double> adjoints(tape.size(), 0.0);
  if (of.node < 0)
    return adjoints;
  adjoints[static_cast<std::size_t>(of.node)] = 1;
  for (std::size_t i = static_cast<std::size_t>(of.node) + 1; i-- > 0;) {
    double &adjoint = adjoints[i];
    if (noise != 0 && tape[i].isHalf && std::abs(adjoint) > greatestHalf)
      adjoint = std::numeric_limits<double>::quiet_NaN();
    if (adjoint == 0)
      continue;
    if (tape[i].x >= 0)
      adjoints[static_cast<std::size_t>(tape[i].x)] += adjoint * tape[i].dx;
    if (tape[i].y >= 0)
      adjoints[static_cast<std::size_t>(tape[i].y)] += adjoint * tape[i].dy;
  }
  return adjoints;
}

// A derivative as a number on the tape, from what the node keeps.
Scalar Arithmetic::partial(std::int32_t node, bool ofX) {
  const Node n = tape[static_cast<std::size_t>(node)];
  const Scalar self(0, node);
  switch (n.rule) {
  case Rule::constant:
    return {ofX ? n.dx : n.dy};
  case Rule::product:
    return ofX ? Scalar(n.dx, n.y) : Scalar(n.dy, n.x);
  case Rule::quotient: {
    const Scalar y(1 / n.dx, n.y), quotient(-n.dy / n.dx, node);
    return ofX ? Scalar(1) / y : -quotient / y;
  }
  case Rule::itself:
    return {n.dx, node};
  case Rule::reciprocal:
    return Scalar(1) / Scalar(1 / n.dx, n.x);
  case Rule::tanh:
    return make(n.dx, self, -2 * n.dy, {}, 0, Rule::unknown);
  case Rule::sigmoid:
    return make(n.dx, self, 1 - 2 * n.dy, {}, 0, Rule::unknown);
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

Scalar operator+(Scalar x, Scalar y) { return make(x.value + y.value, x, 1, y, 1); }
Scalar operator-(Scalar x, Scalar y) { return make(x.value - y.value, x, 1, y, -1); }
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
Scalar tanh(Scalar x) {
  const double value = std::tanh(x.value);
  return make(value, x, 1 - value * value, {}, value, Rule::tanh);
}
Scalar sigmoid(Scalar x) {
  const double value = 1 / (1 + std::exp(-x.value));
  return make(value, x, value * (1 - value), {}, value, Rule::sigmoid);
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
