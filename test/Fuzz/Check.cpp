#include "Check.h"
#include "Array.h"
#include "CLibrary.h"
#include "Expected.h"
#include "Training.h"

#include "dlc/Program.h"

#include <algorithm>
#include <ctime>

namespace dlc::fuzz {

std::string toString(const Path &path) {
  return path.cpu + (path.parallel == Parallel::none ? ", one thread" : "") +
         (path.library ? ", library" : "");
}

std::vector<Path> pathsOf(std::uint64_t seed, bool all) {
  const std::vector<Path> others = {{"x86-64"},
                                    {"x86-64-v3"},
                                    {"native", Parallel::none, true},
                                    {"x86-64", Parallel::none},
                                    {"x86-64-v3", Parallel::none},
                                    {"x86-64-v2", Parallel::openmp, true}};
  std::vector<Path> paths{{"native"}};
  if (all)
    paths.insert(paths.end(), others.begin(), others.end());
  else
    paths.push_back(others[seed % others.size()]);
  return paths;
}

namespace {
struct Case {
  const Function *function;
  std::int64_t batch;
  ExpectedCall expected;
};

// Of a program in this process and of a library: what a case needs.
class Callable {
public:
  virtual ~Callable() = default;
  virtual void setVariable(const std::string &name, const Tensor &value) = 0;
  virtual Tensor variable(const std::string &name) = 0;
  virtual std::vector<Tensor> call(const Function &function, std::int64_t batch,
                                   const std::vector<Tensor> &arguments) = 0;
  virtual bool canCall(const Function &) { return true; }
  /// A second way, whose results must be as good; none by default.
  virtual std::vector<Tensor> callAgain(const Function &, std::int64_t, const std::vector<Tensor> &) {
    return {};
  }
  virtual void setThreads(unsigned threads) = 0;
};

class InProcess : public Callable {
public:
  explicit InProcess(Program program) : program(std::move(program)) {}
  void setVariable(const std::string &name, const Tensor &value) override {
    program.setVariable(name, value);
  }
  Tensor variable(const std::string &name) override { return program.variable(name).clone(); }
  std::vector<Tensor> call(const Function &function, std::int64_t batch,
                           const std::vector<Tensor> &arguments) override {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      names.push_back(function.argumentName(i));
    std::vector<Argument> inputs;
    for (std::size_t i = 0; i < arguments.size(); ++i)
      inputs.emplace_back(names[i], arguments[i]);
    Outputs outputs = program.call(function.name, inputs, function.isBatched() ? batch : 0);
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < function.returns.size(); ++i)
      results.push_back(outputs.take(function.resultName(i)));
    return results;
  }
  void setThreads(unsigned threads) override { program.setThreads(threads); }

private:
  Program program;
};

class ThroughC : public Callable {
public:
  explicit ThroughC(const std::filesystem::path &path) : library(path) {}
  void setVariable(const std::string &name, const Tensor &value) override {
    library.setVariable(name, value);
  }
  Tensor variable(const std::string &name) override { return library.variable(name); }
  std::vector<Tensor> call(const Function &function, std::int64_t batch,
                           const std::vector<Tensor> &arguments) override {
    return library.call(function, batch, arguments);
  }
  std::vector<Tensor> callAgain(const Function &function, std::int64_t batch,
                                const std::vector<Tensor> &arguments) override {
    return library.callGuarded(function, batch, arguments);
  }
  bool canCall(const Function &function) override { return CLibrary::canCall(function); }
  void setThreads(unsigned threads) override { library.setThreads(threads); }

private:
  CLibrary library;
};
} // namespace

static std::optional<Fault> compare(Callable &program, const Module &module, const Case &one,
                                    const std::string &where) {
  std::vector<Tensor> arguments;
  for (const Array &argument : one.expected.arguments)
    arguments.push_back(toTensor(argument));
  for (const auto &[name, value] : initialState(module))
    program.setVariable(name, toTensor(value));
  const std::string place =
      where + ", @" + one.function->name + ", batch " + std::to_string(one.batch) + ": ";
  std::vector<Tensor> results, again;
  try {
    again = program.callAgain(*one.function, one.batch, arguments);
    results = program.call(*one.function, one.batch, arguments);
  } catch (const Error &error) {
    return Fault{"refused", place + error.what()};
  }
  for (std::size_t i = 0; i < results.size(); ++i)
    if (const auto difference = one.expected.results[i].compare(results[i]))
      return Fault{"wrong", place + one.function->resultName(i) + " " + *difference};
  for (std::size_t i = 0; i < again.size(); ++i)
    if (const auto difference = one.expected.results[i].compare(again[i]))
      return Fault{"wrong", place + "in guarded memory, " + one.function->resultName(i) + " " + *difference};
  for (const auto &[name, value] : one.expected.variables)
    if (const auto difference = value.compare(program.variable(name)))
      return Fault{"wrong", place + "@" + name + " " + *difference};
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (const auto difference =
            Expected{one.expected.arguments[i], std::vector<double>(one.expected.arguments[i].data.size(), 0)}
                .compare(arguments[i]))
      return Fault{"wrong", place + "argument " + one.function->argumentName(i) + " " + *difference};
  return std::nullopt;
}

static double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::optional<Fault> check(const Module &module, const std::vector<Path> &paths,
                           const std::filesystem::path &scratch) {
  std::vector<Case> cases;
  std::size_t ops = 0;
  bool usesHalf = std::any_of(module.variables.begin(), module.variables.end(),
                              [](const Variable &v) { return v.type.element == DType::f16; });
  for (const Function &function : module.functions) {
    eachOp(function.ops, [&](const Op &) { ++ops; });
    for (const Type &type : function.types)
      usesHalf |= type.element == DType::f16;
    if (function.isPrivate || function.name == "loss") // which is no entry point of a prediction
      continue;
    for (std::int64_t batch :
         function.isBatched() ? std::vector<std::int64_t>{2, 1, 7, 33} : std::vector<std::int64_t>{1}) {
      const double start = processorSeconds();
      try {
        cases.push_back({&function, batch, expect(module, function, batch)});
      } catch (const NotWellFormed &) {
        continue; // with other elements than those that it was made with, such as fewer that are not 0
      }
      if (processorSeconds() - start > 0.05)
        break;
    }
  }
  std::optional<Graph> graph;
  try {
    graph = Graph::parse(module.text(), "m");
  } catch (const Error &error) {
    return Fault{"refused", std::string("parse: ") + error.what()};
  }
  for (const Path &path : paths) {
    if (usesHalf && (path.cpu == "x86-64" || path.cpu == "x86-64-v2"))
      continue; // which convert no f16, as the compiler says
    CompileOptions options;
    options.cpu = path.cpu;
    options.parallel = path.parallel;
    options.threads = 1;
    options.separateBuffers = path.library; // whose arenas are in guarded memory
    std::unique_ptr<Callable> program;
    const double start = processorSeconds();
    try {
      if (path.library)
        program = std::make_unique<ThroughC>(compileLibrary(*graph, scratch / "libm.so", options).library);
      else
        program = std::make_unique<InProcess>(compile(*graph, options));
    } catch (const Error &error) {
      return Fault{"refused", toString(path) + ": " + error.what()};
    }
    const double seconds = processorSeconds() - start;
    // A program of n ops takes some tens of milliseconds for each.
    if (seconds > 3 + 0.3 * static_cast<double>(ops))
      return Fault{"slow", toString(path) + ": compiling takes " + std::to_string(seconds) + " s for " +
                               std::to_string(ops) + " ops"};
    for (unsigned threads :
         path.parallel == Parallel::openmp ? std::vector<unsigned>{2, 1} : std::vector<unsigned>{1}) {
      program->setThreads(threads);
      for (const Case &one : cases)
        if (program->canCall(*one.function))
          if (auto fault =
                  compare(*program, module, one, toString(path) + ", threads " + std::to_string(threads)))
            return fault;
    }
  }
  return checkTraining(module, *graph);
}

static std::string describe(const std::string &name, const Array &array) {
  std::string text = "// " + name + " " + nameOf(array.element) + " " + dlc::toString(array.shape) + ":";
  char number[40];
  for (std::size_t i = 0; i < array.data.size() && i < 64; ++i) {
    std::snprintf(number, sizeof number, " %.9g", array.data[i].value);
    text += number;
  }
  return text + (array.data.size() > 64 ? " …\n" : "\n");
}

std::string describe(const Module &module, std::int64_t batch) {
  std::string text;
  for (const auto &[name, value] : initialState(module))
    text += describe("@" + name, value);
  for (const Function &function : module.functions) {
    if (function.isPrivate)
      continue;
    const std::int64_t examples = function.isBatched() ? batch : 1;
    ExpectedCall call;
    try {
      call = expect(module, function, examples);
    } catch (const NotWellFormed &) {
      continue;
    }
    text += "// @" + function.name + " with " + std::to_string(examples) + " examples:\n";
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
      text += describe(function.argumentName(i), call.arguments[i]);
    for (std::size_t i = 0; i < call.results.size(); ++i)
      text += describe("right: " + function.resultName(i), call.results[i].exact);
  }
  return text;
}

} // namespace dlc::fuzz
