#include "Expected.h"
#include "Generator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlc::fuzz {

// Operations of noisy runs are off by up to `noise` units of rounding; what the runs differ by is taken
// `safety` times.
static constexpr double noise = 4, safety = 4;
// Where all elements of a result share an error, that of a sum, each run is one sample of it. What narrow
// floats round to is often equal, and an order of equal elements says nothing: more runs notice.
int noisyRunsOf(const Function &function) {
  return std::any_of(function.types.begin(), function.types.end(),
                     [](const Type &t) { return unitOf(t.element) > unitOf(DType::f32); })
             ? 10
             : 8;
}

Arithmetic noisyArithmetic(int run) {
  return Arithmetic(run % 2 ? -noise : noise, static_cast<std::uint64_t>(run / 2) + 1, run % 3 - 1);
}

State initialState(const Module &module) {
  State state;
  for (const Variable &variable : module.variables)
    state[variable.name] = fill(variable.type, variable.filling, 1);
  return state;
}

static std::vector<Array> run(const Module &module, const Function &function,
                              const std::vector<Array> &arguments, std::int64_t batch, Arithmetic &arithmetic,
                              State &state) {
  Arithmetic::Scope scope(arithmetic);
  state = initialState(module);
  Interpreter interpreter(module, state, batch);
  const int derivatives = derivativesIn(module, function);
  if (derivatives > 0)
    arithmetic.record();
  if (derivatives > 1)
    interpreter.differentiateAgain();
  return interpreter.call(function, arguments);
}

// From what the runs differ by: for each element, and on the average of its tensor.
Expected expectedFrom(const Array &exact, const std::vector<const Array *> &noisy) {
  Expected result{exact, std::vector<double>(exact.data.size(), 0)};
  const double infinity = std::numeric_limits<double>::infinity();
  double squares = 0;
  for (std::size_t i = 0; i < exact.data.size(); ++i) {
    double greatest = 0;
    for (const Array *run : noisy) {
      const double a = exact.data[i].value, b = run->shape == exact.shape ? run->data[i].value : infinity;
      const double difference = a == b || (std::isnan(a) && std::isnan(b)) ? 0 : std::abs(a - b);
      greatest = std::isnan(difference) ? infinity : std::max(greatest, difference);
    }
    result.tolerance[i] = std::isfinite(greatest) ? greatest : infinity;
    if (std::isfinite(greatest))
      squares += greatest * greatest;
  }
  const double mean = exact.data.empty() ? 0 : std::sqrt(squares / static_cast<double>(exact.data.size()));
  const double unit = unitOf(exact.element), least = exact.element == DType::f16   ? 1e-6
                                                     : exact.element == DType::f64 ? 1e-300
                                                                                   : 1e-36;
  for (std::size_t i = 0; i < exact.data.size(); ++i) {
    if (!isFloat(exact.element)) {
      result.tolerance[i] = result.tolerance[i] > 0 ? infinity : 0;
      continue;
    }
    result.tolerance[i] =
        safety * result.tolerance[i] + 2 * mean + 4 * unit * std::abs(exact.data[i].value) + least;
  }
  return result;
}

ExpectedCall expect(const Module &module, const Function &function, std::int64_t batch) {
  ExpectedCall call;
  for (std::size_t i = 0; i < function.arguments.size(); ++i)
    call.arguments.push_back(
        fill(function.types[static_cast<std::size_t>(function.arguments[i])], function.fillings[i], batch));
  Arithmetic exactly;
  State after;
  const std::vector<Array> exact = run(module, function, call.arguments, batch, exactly, after);
  std::vector<std::vector<Array>> noisy;
  const int noisyRuns = noisyRunsOf(function);
  std::vector<State> noisyAfter(static_cast<std::size_t>(noisyRuns));
  for (int i = 0; i < noisyRuns; ++i) {
    Arithmetic arithmetic = noisyArithmetic(i);
    noisy.push_back(
        run(module, function, call.arguments, batch, arithmetic, noisyAfter[static_cast<std::size_t>(i)]));
  }
  for (std::size_t r = 0; r < exact.size(); ++r) {
    std::vector<const Array *> others;
    for (const auto &results : noisy)
      others.push_back(&results[r]);
    call.results.push_back(expectedFrom(exact[r], others));
  }
  for (const auto &[name, value] : after) {
    std::vector<const Array *> others;
    for (const State &state : noisyAfter)
      others.push_back(&state.at(name));
    call.variables[name] = expectedFrom(value, others);
  }
  return call;
}

Tensor toTensor(const Array &array) {
  Tensor tensor(array.shape, array.element);
  visitType(array.element, [&]<typename T>(T) {
    std::span<T> values = tensor.values<T>();
    for (std::size_t i = 0; i < values.size(); ++i)
      if constexpr (!std::is_arithmetic_v<T>)
        values[i] = T(static_cast<float>(array.data[i].value));
      else
        values[i] = static_cast<T>(array.data[i].value);
  });
  return tensor;
}

/// The largest number of a type of floats.
static double largestOf(DType element) {
  switch (element) {
  case DType::f16:
    return 65504;
  case DType::f64:
    return std::numeric_limits<double>::max();
  default: // bf16 has the exponents of f32
    return std::numeric_limits<float>::max();
  }
}

double valueAt(const Tensor &tensor, std::size_t i) {
  return visitType(tensor.dtype(), [&]<typename T>(T) -> double {
    if constexpr (!std::is_arithmetic_v<T>)
      return static_cast<float>(tensor.values<T>()[i]);
    else
      return static_cast<double>(tensor.values<T>()[i]);
  });
}

std::optional<std::string> Expected::compare(const Tensor &tensor) const {
  if (tensor.shape() != exact.shape || tensor.dtype() != exact.element)
    return "is " + std::string(nameOf(tensor.dtype())) + " " + dlc::toString(tensor.shape()) + ", not " +
           nameOf(exact.element) + " " + dlc::toString(exact.shape);
  std::size_t wrong = 0, worst = 0;
  double greatest = -1;
  for (std::size_t i = 0; i < exact.data.size(); ++i) {
    const double want = exact.data[i].value, have = valueAt(tensor, i);
    if (want == have || (std::isnan(want) && std::isnan(have)) || std::isinf(tolerance[i]))
      continue;
    const double difference = std::abs(want - have);
    if (difference <= tolerance[i])
      continue;
    // The reference computes in f64: what the type cannot hold is infinite in it.
    if (std::isinf(have) && (want > 0) == (have > 0) &&
        std::abs(want) + tolerance[i] > largestOf(exact.element))
      continue;
    ++wrong;
    const double ratio = std::isnan(difference) ? std::numeric_limits<double>::infinity()
                                                : difference / (tolerance[i] + 1e-300);
    if (ratio > greatest)
      greatest = ratio, worst = i;
  }
  if (wrong == 0)
    return std::nullopt;
  char text[200];
  std::snprintf(text, sizeof text, "%zu of %zu differ; at %zu it is %.9g, right is %.9g ± %.2g", wrong,
                exact.data.size(), worst, valueAt(tensor, worst), exact.data[worst].value, tolerance[worst]);
  return text;
}

} // namespace dlc::fuzz
