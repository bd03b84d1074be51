#include "Training.h"
#include "Expected.h"
#include "Generator.h"

#include <cstring>

namespace dlc::fuzz {

static constexpr float rate = 0.125;

// Variables after a step of gradient descent.
static State afterStep(const Module &module, const Function &loss, std::int64_t batch,
                       Arithmetic &arithmetic) {
  Arithmetic::Scope scope(arithmetic);
  arithmetic.record();
  State state = initialState(module);
  std::vector<Array> arguments;
  for (std::size_t i = 0; i < loss.arguments.size(); ++i)
    arguments.push_back(
        fill(loss.types[static_cast<std::size_t>(loss.arguments[i])], loss.fillings[i], batch));
  Interpreter interpreter(module, state, batch);
  const std::vector<Array> results = interpreter.call(loss, std::move(arguments));
  const std::vector<Scalar> adjoints = arithmetic.differentiate(results[0][0]);
  for (const auto &[name, value] : interpreter.reads())
    for (std::int64_t i = 0; i < value.size(); ++i)
      if (isFloat(value.element) && value[i].node >= 0)
        state[name][i].value -= rate * adjoints[static_cast<std::size_t>(value[i].node)].value;
  return state;
}

static std::optional<Fault> compare(Program &program, const Module &module, const Function &loss,
                                    std::int64_t batch, const std::map<std::string, Expected> &expected,
                                    const std::string &how) {
  for (const auto &[name, value] : initialState(module))
    program.setVariable(name, toTensor(value));
  std::vector<Tensor> tensors;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < loss.arguments.size(); ++i) {
    tensors.push_back(
        toTensor(fill(loss.types[static_cast<std::size_t>(loss.arguments[i])], loss.fillings[i], batch)));
    names.push_back(loss.argumentName(i));
  }
  tensors.push_back(Tensor::of<float>({}, {rate}));
  names.push_back("learning_rate");
  std::vector<Argument> arguments;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    arguments.emplace_back(names[i], tensors[i]);
  program.call("train_step", arguments, loss.isBatched() ? batch : 0);
  for (const auto &[name, value] : expected) {
    if (const auto difference = value.compare(program.variable(name)))
      return Fault{"wrong", "train_step" + how + ", batch " + std::to_string(batch) + ": @" + name + " " +
                                *difference};
  }
  return std::nullopt;
}

// Whether a step was refused because it would never change a variable, and the reference does not change it
// either.
static bool isRightlyRefused(const Module &module, const State &exact, std::string_view message) {
  static constexpr std::string_view before = "has the derivative 0, and '@";
  const std::size_t found = message.find(before);
  if (found == std::string_view::npos)
    return false;
  message.remove_prefix(found + before.size());
  const std::string name(message.substr(0, message.find('\'')));
  const Array initial = initialState(module).at(name), after = exact.at(name);
  for (std::int64_t i = 0; i < initial.size(); ++i)
    if (initial[i].value != after[i].value)
      return false;
  return true;
}

std::optional<Fault> checkTraining(const Module &module, const Graph &graph, std::int64_t named) {
  const Function *loss = module.find("loss");
  if (!loss)
    return std::nullopt;
  const std::int64_t batch = loss->isBatched() ? 7 : 1;
  Arithmetic exactly;
  State exact;
  std::vector<State> noisy;
  try {
    exact = afterStep(module, *loss, batch, exactly);
    for (int i = 0; i < noisyRunsOf(*loss); ++i) {
      Arithmetic arithmetic = noisyArithmetic(i);
      noisy.push_back(afterStep(module, *loss, batch, arithmetic));
    }
  } catch (const NotWellFormed &) {
    return std::nullopt; // with other elements than those that it was made with
  }
  std::map<std::string, Expected> expected;
  for (const auto &[name, value] : exact) {
    std::vector<const Array *> others;
    for (const State &state : noisy)
      others.push_back(&state.at(name));
    expected[name] = expectedFrom(value, others);
  }
  CompileOptions options;
  options.threads = 1;
  options.mode = Mode::train;
  options.optimizer = "sgd";
  options.sanitizer = sanitizer;
  std::int64_t bytes = 0;
  try {
    Program program = compile(graph, options);
    if (auto fault = compare(program, module, *loss, batch, expected, ""))
      return fault;
    if (named) // a limit on memory needs its number
      return std::nullopt;
    // Buffers that a sanitizer looks at share no memory, so that more of it says nothing of a limit.
    options.sanitizer = Sanitizer::none;
    bytes = sanitizer == Sanitizer::none ? program.peakBytes(batch) : peakBytes(graph, options, batch);
  } catch (const Error &error) {
    if (isRightlyRefused(module, exact, error.what()))
      return std::nullopt;
    return Fault{"refused", std::string("train_step: ") + error.what()};
  }
  options.memoryBatch = batch;
  options.maxMemory = bytes * 2 / 3;
  std::optional<Program> program;
  try {
    program = compile(graph, options);
  } catch (const Error &error) {
    if (std::strstr(error.what(), "memory")) // no such plan
      return std::nullopt;
    return Fault{"refused", std::string("train_step with a limit on memory: ") + error.what()};
  }
  if (auto fault = compare(*program, module, *loss, batch, expected, " with a limit on memory"))
    return fault;
  return std::nullopt;
}

} // namespace dlc::fuzz
