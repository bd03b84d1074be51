// L-BFGS (Nocedal, 1980) over the entry `gradient` of a program. All variables are one long vector of f64
// here.
#include "dlc/Lbfgs.h"

#include "Training/Checkpoint.h"
#include "Training/LineSearch.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>

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
  std::vector<Tensor> weights;    ///< as last set, in the entry's order
  std::vector<std::string> names; ///< theirs

  // Of all minimisations so far.
  std::deque<Memory> memories;
  double curvature = 1; ///< the inverse Hessian's first guess, times the identity
  bool hasStepped = false;

  // Of this one, between two iterations.
  Vector point; ///< the variables, before they are rounded
  LinePoint here;
  double lossBefore = 0, largestStep = 0;
  std::map<std::string, Tensor> buffers;      ///< what the entry may change besides, at the start
  std::map<std::string, Tensor> buffersAfter; ///< the same after the last iteration
  bool resumes = false;                       ///< all of the above is given

  // Within one.
  const BatchPass *batches = nullptr;
  Vector direction;
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
        buffers[variable.tensor.name];
  }

  void readWeights() {
    point.clear();
    weights.clear();
    for (const std::string &name : names) {
      weights.push_back(program.variable(name).clone());
      append(point, weights.back());
    }
  }

  void readBuffers(std::map<std::string, Tensor> &into) const {
    for (const auto &[name, start] : buffers)
      into[name] = program.variable(name).clone();
  }
  void writeBuffers(const std::map<std::string, Tensor> &from) {
    for (const auto &[name, value] : from)
      program.setVariable(name, value);
  }
  /// The variables as they were after the last iteration, or at the start.
  void restore() {
    write(point);
    writeBuffers(buffersAfter);
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
    writeBuffers(buffers);
    LinePoint found;
    std::int64_t all = 0;
    (*batches)([&](const std::vector<Argument> &inputs, std::int64_t examples) {
      const Outputs outputs = program.call("gradient", inputs);
      Vector gradient;
      for (const std::string &name : names)
        append(gradient, outputs[name + ".gradient"]);
      const auto count = static_cast<double>(examples);
      found.loss += count * scalarOf(outputs.begin()->tensor);
      found.gradient.resize(gradient.size());
      add(found.gradient, count, gradient);
      all += examples;
    });
    if (all == 0)
      throw Error("L-BFGS: there are no examples");
    found.loss /= static_cast<double>(all);
    for (double &value : found.gradient)
      value /= static_cast<double>(all);
    return found;
  }

  LinePoint evaluateAlong(double step) {
    Vector there = point;
    add(there, step, direction);
    write(there);
    LinePoint found = evaluate();
    found.step = step;
    found.slope = dot(found.gradient, direction);
    return found;
  }

  /// What the step to `there` tells of the curvature.
  void remember(const LinePoint &there) {
    Memory memory;
    memory.change = there.gradient;
    add(memory.change, -1, here.gradient);
    memory.step = direction;
    for (double &value : memory.step)
      value *= there.step;
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

  void start();
  bool step();
  std::optional<LbfgsResult::End> end(const LbfgsResult &soFar) const;
  LbfgsResult iterate(const Lbfgs &hooks);
  LbfgsResult minimize(const BatchPass &given, const Lbfgs &hooks);
  void resume(LbfgsState state);
};

void Lbfgs::Impl::start() {
  here = evaluate();
  if (!std::isfinite(here.loss))
    throw Error("L-BFGS: the loss at the start is " + exact(here.loss) +
                ", there is nothing to go down from; start from other values");
  lossBefore = largestStep = std::numeric_limits<double>::infinity();
}

/// A direction and a search along it; false if there is no way down.
bool Lbfgs::Impl::step() {
  // Without a scale yet, a step as long as the gradient may be far too long.
  double firstStep = options.learningRate;
  if (!hasStepped)
    firstStep *= std::min(1.0, 1 / sumOfSizes(here.gradient));
  choose(here.gradient);
  here.step = 0;
  here.slope = dot(here.gradient, direction);
  if (here.slope > -options.changeTolerance)
    return false;
  LineSearchOptions search;
  search.shortest = options.changeTolerance / largest(direction);
  LinePoint there = searchLine(here, firstStep, [&](double step) { return evaluateAlong(step); }, search);
  remember(there);
  hasStepped = true;
  lossBefore = here.loss;
  largestStep = largest(direction) * there.step;
  add(point, there.step, direction);
  here = std::move(there);
  write(point); // a search need not end where it looked last
  readBuffers(buffersAfter);
  return true;
}

/// Why there is nothing more to do, between two iterations.
std::optional<LbfgsResult::End> Lbfgs::Impl::end(const LbfgsResult &soFar) const {
  using End = LbfgsResult::End;
  if (largest(here.gradient) <= options.gradientTolerance)
    return End::Gradient;
  if (largestStep <= options.changeTolerance || std::fabs(here.loss - lossBefore) < options.changeTolerance)
    return End::Change;
  if (soFar.iterations == options.iterations)
    return End::Iterations;
  if (soFar.iterations > 0 && evaluations >= options.evaluations)
    return End::Evaluations;
  return std::nullopt;
}

LbfgsResult Lbfgs::Impl::iterate(const Lbfgs &hooks) {
  LbfgsResult result;
  std::optional<LbfgsResult::End> ended;
  while (!(ended = end(result))) {
    if (!step()) {
      ended = LbfgsResult::End::Change;
      break;
    }
    ++result.iterations;
    if (hooks.onIteration &&
        !hooks.onIteration({result.iterations, here.loss, largest(here.gradient), evaluations})) {
      ended = LbfgsResult::End::Stopped;
      break;
    }
  }
  result.end = *ended;
  result.loss = here.loss;
  result.evaluations = evaluations;
  return result;
}

LbfgsResult Lbfgs::Impl::minimize(const BatchPass &given, const Lbfgs &hooks) {
  batches = &given;
  evaluations = 0;
  const bool goesOn = std::exchange(resumes, false);
  if (!goesOn) {
    readWeights();
    readBuffers(buffers);
    readBuffers(buffersAfter);
  }
  try {
    if (goesOn)
      write(point);
    else
      start();
    return iterate(hooks);
  } catch (...) {
    restore();
    throw;
  }
}

/// Vectors one behind the other.
static Tensor rows(const std::deque<Memory> &memories, Vector Memory::*vector, std::size_t width) {
  Tensor all({static_cast<std::int64_t>(memories.size()), static_cast<std::int64_t>(width)}, DType::f64);
  auto next = all.values<double>().begin();
  for (const Memory &memory : memories)
    next = std::ranges::copy(memory.*vector, next).out;
  return all;
}

std::optional<LbfgsState> Lbfgs::state() const {
  if (!impl->hasStepped)
    return std::nullopt;
  const std::size_t width = impl->point.size();
  const auto tensor = [&](const Vector &vector) {
    return Tensor::of<double>({static_cast<std::int64_t>(width)}, vector);
  };
  LbfgsState state{tensor(impl->point),
                   tensor(impl->here.gradient),
                   rows(impl->memories, &Memory::step, width),
                   rows(impl->memories, &Memory::change, width),
                   impl->here.loss,
                   impl->lossBefore,
                   impl->largestStep,
                   impl->curvature};
  for (const auto &[name, value] : impl->buffers)
    state.buffers[name] = value.clone();
  return state;
}

void Lbfgs::Impl::resume(LbfgsState state) {
  const auto check = [](const char *what, const Tensor &tensor, const Shape &shape, DType type) {
    if (tensor.shape() != shape || tensor.dtype() != type)
      throw Error("L-BFGS: the state's " + std::string(what) + " is " + std::string(nameOf(tensor.dtype())) +
                  " " + toString(tensor.shape()) + ", and should be " + std::string(nameOf(type)) + " " +
                  toString(shape));
  };
  readWeights();
  const auto width = static_cast<std::int64_t>(point.size());
  const std::int64_t remembered = state.steps.shape()[0];
  check("point", state.point, {width}, DType::f64);
  check("gradient", state.gradient, {width}, DType::f64);
  check("steps", state.steps, {remembered, width}, DType::f64);
  check("changes", state.changes, {remembered, width}, DType::f64);
  if (static_cast<std::uint64_t>(remembered) > options.history)
    throw Error("L-BFGS: the state remembers " + std::to_string(remembered) + " steps, and the history is " +
                std::to_string(options.history));
  for (const auto &[name, start] : buffers) {
    const Tensor &now = program.variable(name);
    if (!state.buffers.contains(name))
      throw Error("L-BFGS: the state lacks the buffer '" + name + "'");
    check(name.c_str(), state.buffers[name], now.shape(), now.dtype());
  }
  const auto read = [&](const Tensor &tensor, std::int64_t row = 0) {
    const auto first = tensor.values<double>().begin() + row * width;
    return Vector(first, first + width);
  };
  point = read(state.point);
  here = {0, state.loss, 0, read(state.gradient)};
  memories.clear();
  for (std::int64_t row = 0; row < remembered; ++row) {
    Memory &memory = memories.emplace_back(read(state.steps, row), read(state.changes, row), 0);
    memory.inverse = 1 / dot(memory.step, memory.change);
  }
  curvature = state.curvature;
  lossBefore = state.lossBefore;
  largestStep = state.largestStep;
  for (auto &[name, start] : buffers)
    start = std::move(state.buffers[name]);
  readBuffers(buffersAfter);
  hasStepped = resumes = true;
}

Lbfgs::Lbfgs(Program &program, LbfgsOptions options)
    : impl(std::make_unique<Impl>(program, std::move(options))) {}
Lbfgs::~Lbfgs() = default;

LbfgsResult Lbfgs::minimize(const std::vector<Argument> &inputs) {
  return minimize([&](const auto &call) { call(inputs, 1); });
}

LbfgsResult Lbfgs::minimize(const BatchPass &batches) { return impl->minimize(batches, *this); }

void Lbfgs::resume(LbfgsState state) { impl->resume(std::move(state)); }

} // namespace dlc
