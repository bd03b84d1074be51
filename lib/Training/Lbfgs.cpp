// L-BFGS (Nocedal, 1980) over the entry `gradient` of a program. All variables are one long vector of f64
// here.
#include "dlc/Lbfgs.h"

#include "Training/Checkpoint.h"
#include "Training/LineSearch.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace dlc {
namespace {

using Vector = std::vector<double>;

double dot(const Vector &x, const Vector &y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += x[i] * y[i];
  return sum;
}

/// y ← y + factor · x
void add(Vector &y, double factor, const Vector &x) {
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] += factor * x[i];
}

double largest(const Vector &x) {
  double found = 0;
  for (double value : x)
    found = std::max(found, std::fabs(value));
  return found;
}

double sumOfSizes(const Vector &x) {
  double sum = 0;
  for (double value : x)
    sum += std::fabs(value);
  return sum;
}

void append(Vector &vector, const Tensor &tensor) {
  if (tensor.dtype() == DType::f32)
    vector.insert(vector.end(), tensor.values<float>().begin(), tensor.values<float>().end());
  else
    vector.insert(vector.end(), tensor.values<double>().begin(), tensor.values<double>().end());
}

double scalarOf(const Tensor &tensor) {
  return tensor.dtype() == DType::f32 ? static_cast<double>(tensor.values<float>()[0])
                                      : tensor.values<double>()[0];
}

/// A step that was made, and how the gradient changed with it.
struct Memory {
  Vector step, change;
  double inverse; ///< 1 / (step · change)
};

} // namespace

struct Lbfgs::Impl {
  Program &program;
  const LbfgsOptions options;
  std::vector<Tensor> weights;      ///< as last set, in the entry's order
  std::vector<std::string> names;   ///< theirs
  std::vector<std::string> buffers; ///< what the entry may change besides
  std::vector<Tensor> kept;         ///< the buffers at the start of a minimisation

  // Of all minimisations so far.
  std::deque<Memory> memories;
  double curvature = 1; ///< the inverse Hessian's first guess, times the identity
  Vector direction, gradientBefore;
  double stepBefore = 0;
  bool hasStepped = false;

  // Of this one.
  const BatchPass *batches = nullptr;
  std::int64_t evaluations = 0;

  Impl(Program &program, LbfgsOptions options) : program(program), options(std::move(options)) {
    checkOptions();
    findWeights();
  }

  void checkOptions() const {
    const auto fail = [](const std::string &problem) { throw Error("L-BFGS: " + problem); };
    if (options.iterations < 1 || options.evaluations < 1)
      fail("there must be at least 1 iteration and 1 evaluation, but there are " +
           std::to_string(options.iterations) + " and " + std::to_string(options.evaluations));
    if (!(options.learningRate > 0) || !std::isfinite(options.learningRate))
      fail("the learning rate is " + exact(options.learningRate) + ", it must be greater than 0");
    if (!(options.gradientTolerance >= 0) || !(options.changeTolerance >= 0))
      fail("the tolerances are " + exact(options.gradientTolerance) + " and " +
           exact(options.changeTolerance) + ", they must be at least 0");
  }

  /// The outputs of the entry: loss, metrics, then `NAME.gradient` of variables.
  void findWeights() {
    const EntryInfo &entry = program.entry(EntryRole::Gradient);
    const std::string where = "entry 'gradient' of program '" + program.name() + "' ";
    if (entry.outputs.empty() || !entry.outputs[0].shape.empty())
      throw Error(where + "should return the loss first; it returns " +
                  (entry.outputs.empty() ? "nothing" : toString(entry.outputs[0])));
    constexpr std::string_view ending = ".gradient";
    for (const TensorInfo &output : entry.outputs) {
      if (!output.name.ends_with(ending))
        continue;
      const std::string name = output.name.substr(0, output.name.size() - ending.size());
      for (std::size_t index : entry.variables)
        if (const TensorInfo &variable = program.variables()[index].tensor; variable.name == name)
          if (variable.shape == output.shape && variable.dtype == output.dtype)
            names.push_back(name);
    }
    if (names.empty())
      throw Error(
          where +
          "returns no derivative: none of its results is named as one of its variables and .gradient");
    for (std::size_t index : entry.variables)
      if (const VariableInfo &variable = program.variables()[index]; variable.role == VariableRole::Buffer)
        buffers.push_back(variable.tensor.name);
  }

  Vector read() {
    Vector all;
    weights.clear();
    for (const std::string &name : names) {
      weights.push_back(program.variable(name).clone());
      append(all, weights.back());
    }
    kept.clear();
    for (const std::string &name : buffers)
      kept.push_back(program.variable(name).clone());
    return all;
  }

  void write(const Vector &all) {
    auto next = all.begin();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto fill = [&](auto values) {
        for (auto &value : values)
          value = static_cast<std::remove_reference_t<decltype(value)>>(*next++);
      };
      if (weights[i].dtype() == DType::f32)
        fill(weights[i].values<float>());
      else
        fill(weights[i].values<double>());
      program.setVariable(names[i], weights[i]);
    }
  }

  /// At the variables as they are: the mean over the examples of all batches. What is random or moves along
  /// with it is each time the same: else there would be no one function to minimise.
  LinePoint evaluate() {
    ++evaluations;
    for (std::size_t i = 0; i < buffers.size(); ++i)
      program.setVariable(buffers[i], kept[i]);
    LinePoint point;
    std::int64_t all = 0;
    (*batches)([&](const std::vector<Argument> &inputs, std::int64_t examples) {
      const Outputs outputs = program.call("gradient", inputs);
      Vector gradient;
      for (const std::string &name : names)
        append(gradient, outputs[name + ".gradient"]);
      const auto count = static_cast<double>(examples);
      point.loss += count * scalarOf(outputs.begin()->tensor);
      point.gradient.resize(gradient.size());
      add(point.gradient, count, gradient);
      all += examples;
    });
    if (all == 0)
      throw Error("L-BFGS: there are no examples");
    point.loss /= static_cast<double>(all);
    for (double &value : point.gradient)
      value /= static_cast<double>(all);
    return point;
  }

  LinePoint evaluateAlong(const Vector &origin, double step) {
    Vector there = origin;
    add(there, step, direction);
    write(there);
    LinePoint point = evaluate();
    point.step = step;
    point.slope = dot(point.gradient, direction);
    return point;
  }

  /// What the last step tells of the curvature.
  void remember(const Vector &gradient) {
    Memory memory;
    memory.change = gradient;
    add(memory.change, -1, gradientBefore);
    memory.step = direction;
    for (double &value : memory.step)
      value *= stepBefore;
    const double product = dot(memory.step, memory.change);
    if (!(product > 1e-10)) // the Hessian would not be positive
      return;
    memory.inverse = 1 / product;
    curvature = product / dot(memory.change, memory.change);
    if (options.history > 0)
      memories.push_back(std::move(memory));
    if (memories.size() > options.history)
      memories.pop_front();
  }

  /// The two loops: minus the inverse Hessian times the gradient.
  void choose(const Vector &gradient) {
    direction = gradient;
    for (double &value : direction)
      value = -value;
    std::vector<double> factors(memories.size());
    for (std::size_t i = memories.size(); i-- > 0;) {
      factors[i] = memories[i].inverse * dot(memories[i].step, direction);
      add(direction, -factors[i], memories[i].change);
    }
    for (double &value : direction)
      value *= curvature;
    for (std::size_t i = 0; i < memories.size(); ++i) {
      const double factor = memories[i].inverse * dot(memories[i].change, direction);
      add(direction, factors[i] - factor, memories[i].step);
    }
  }

  LbfgsResult minimize(const BatchPass &given, const Lbfgs &hooks);
};

LbfgsResult Lbfgs::Impl::minimize(const BatchPass &given, const Lbfgs &hooks) {
  using End = LbfgsResult::End;
  batches = &given;
  evaluations = 0;
  Vector origin = read();
  LinePoint here = evaluate();
  if (!std::isfinite(here.loss))
    throw Error("L-BFGS: the loss at the start is " + exact(here.loss) +
                ", there is nothing to go down from; start from other values");
  LbfgsResult result;
  const auto ended = [&](End end) {
    write(origin);
    result.end = end;
    result.loss = here.loss;
    result.evaluations = evaluations;
    return result;
  };
  if (largest(here.gradient) <= options.gradientTolerance)
    return ended(End::Gradient);
  while (true) {
    // Without a scale yet, a step as long as the gradient may be far too long.
    double firstStep = options.learningRate;
    if (!hasStepped)
      firstStep *= std::min(1.0, 1 / sumOfSizes(here.gradient));
    else
      remember(here.gradient);
    choose(here.gradient);
    here.step = 0;
    here.slope = dot(here.gradient, direction);
    if (here.slope > -options.changeTolerance)
      return ended(End::Change);
    ++result.iterations;
    gradientBefore = here.gradient;
    LineSearchOptions search;
    search.shortest = options.changeTolerance / largest(direction);
    const double lossBefore = here.loss;
    here = searchLine(here, firstStep, [&](double step) { return evaluateAlong(origin, step); }, search);
    stepBefore = here.step;
    hasStepped = true;
    add(origin, here.step, direction);

    const double slope = largest(here.gradient);
    write(origin); // a search need not end where it looked last
    if (hooks.onIteration && !hooks.onIteration({result.iterations, here.loss, slope, evaluations}))
      return ended(End::Stopped);
    if (slope <= options.gradientTolerance)
      return ended(End::Gradient);
    if (largest(direction) * here.step <= options.changeTolerance ||
        std::fabs(here.loss - lossBefore) < options.changeTolerance)
      return ended(End::Change);
    if (result.iterations == options.iterations)
      return ended(End::Iterations);
    if (evaluations >= options.evaluations)
      return ended(End::Evaluations);
  }
}

Lbfgs::Lbfgs(Program &program, LbfgsOptions options)
    : impl(std::make_unique<Impl>(program, std::move(options))) {}
Lbfgs::~Lbfgs() = default;

LbfgsResult Lbfgs::minimize(const std::vector<Argument> &inputs) {
  return minimize([&](const auto &call) { call(inputs, 1); });
}

LbfgsResult Lbfgs::minimize(const BatchPass &batches) { return impl->minimize(batches, *this); }

} // namespace dlc
