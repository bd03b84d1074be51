#include "Check.h"
#include "Array.h"
#include "CLibrary.h"
#include "Callable.h"
#include "Expected.h"
#include "Random.h"
#include "Training.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <deque>
#include <limits>

namespace dlc::fuzz {

std::string toString(const Path &path) {
  return path.cpu + (path.parallel == Parallel::none ? ", one thread" : "") +
         (path.library ? ", library" : "") + (path.onnx ? ", by way of ONNX" : "") +
         (path.convolution == Convolution::winograd ? ", winograd" : "") +
         (path.sanitizer == Sanitizer::address ? ", sanitized" : "");
}

std::vector<Path> pathsOf(std::uint64_t seed, bool all) {
  std::vector<Path> others = {{"x86-64"},
                              {"x86-64-v3"},
                              {"native", Parallel::none, true},
                              {"x86-64", Parallel::none, false, Convolution::winograd},
                              {"x86-64-v3", Parallel::none},
                              {"x86-64-v2", Parallel::openmp, true}};
  for (Path &path : others)
    path.sanitizer = sanitizer;
  std::vector<Path> paths{{"native"}};
  if (all)
    paths.insert(paths.end(), others.begin(), others.end());
  else
    paths.push_back(others[seed % others.size()]);
  return paths;
}

Outputs callEntry(Program &program, const std::string &entry, const Case &one,
                  const std::vector<Tensor> &arguments) {
  const Function &function = *one.function;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    names.push_back(function.argumentName(i));
  std::vector<Argument> inputs;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    inputs.emplace_back(names[i], arguments[i]);
  Sizes sizes(function.isBatched() ? one.sizes.batch : 0);
  // A size in front is the batch where a file has no other (docs/onnx.md).
  if (one.sizes.named)
    sizes.set(std::ranges::find(program.entry(entry).sizes, "sequence") != program.entry(entry).sizes.end()
                  ? "sequence"
                  : "batch",
              one.sizes.named);
  return program.call(entry, inputs, sizes);
}

namespace {
class InProcess : public Callable {
public:
  explicit InProcess(Program program) : program(std::move(program)) {}
  void setVariable(const std::string &name, const Tensor &value) override {
    program.setVariable(name, value);
  }
  Tensor variable(const std::string &name) override { return program.variable(name).clone(); }
  std::vector<Tensor> call(const Case &one, const std::vector<Tensor> &arguments) override {
    Outputs outputs = callEntry(program, one.function->name, one, arguments);
    std::vector<Tensor> results;
    for (std::size_t i = 0; i < one.function->returns.size(); ++i)
      results.push_back(outputs.take(one.function->resultName(i)));
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
  std::vector<Tensor> call(const Case &one, const std::vector<Tensor> &arguments) override {
    return library.call(*one.function, one.sizes, arguments, one.resultTypes());
  }
  std::vector<Tensor> callAgain(const Case &one, const std::vector<Tensor> &arguments) override {
    return library.callGuarded(*one.function, one.sizes, arguments, one.resultTypes());
  }
  bool canCall(const Function &function) override { return CLibrary::canCall(function); }
  void setThreads(unsigned threads) override { library.setThreads(threads); }

private:
  CLibrary library;
};
} // namespace

// Whether a call was refused because a window, a slice or the like does not fit in a size. It may do so in
// one that is smaller than the one that the program was made with, or greater, where a slice runs backwards.
static bool isMisfit(const std::string &message, bool isShort) {
  return message.find("must be at least 0, where") != std::string::npos &&
         (isShort || message.find("the size '-sequence") != std::string::npos);
}

static std::optional<Fault> compare(Callable &program, const Case &one, const std::string &where) {
  std::vector<Tensor> arguments;
  for (const Array &argument : one.expected.arguments)
    arguments.push_back(toTensor(argument));
  for (const auto &[name, value] : initialState(*one.module))
    program.setVariable(name, toTensor(value));
  const std::string place = where + ", @" + one.function->name + ", batch " +
                            std::to_string(one.sizes.batch) +
                            (one.sizes.named ? ", sequence " + std::to_string(one.sizes.named) : "") + ": ";
  std::vector<Tensor> results, again;
  try {
    again = program.callAgain(one, arguments);
    results = program.call(one, arguments);
  } catch (const Error &error) {
    if (isMisfit(error.what(), one.isShort))
      return std::nullopt;
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

// Whether a module has the gradient of attention. Its kernel leaves out what a weight of 0 is multiplied by,
// and is no operator of ONNX: what it is decomposed into gives NaN where that is infinite.
static bool hasAttentionGradient(const Module &module) {
  bool attends = false, derives = false, itself = false;
  for (const Function &function : module.functions)
    eachOp(function.ops, [&](const Op &op) {
      attends |= op.name == "attention";
      derives |= isDerivative(op);
      itself |= op.name == "attention_backward";
    });
  return itself || (attends && derives);
}

// Arguments with NaN and infinities among their elements.
static std::vector<Tensor> withSpecials(const Case &one) {
  constexpr double specials[] = {std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity()};
  std::vector<Tensor> arguments;
  Random random(one.expected.arguments.size());
  for (Array argument : one.expected.arguments) {
    if (infoOf(argument.element).kind == ElementKind::Float)
      for (Scalar &element : argument.data)
        if (random.chance(1.0 / 6))
          element.value = specials[random.integer(0, 2)];
    arguments.push_back(toTensor(argument));
  }
  return arguments;
}

// Whether two programs give NaN, infinities and finite numbers in the same places, however the finite ones
// are rounded: a file says the same of them, too.
static std::optional<Fault> compareSpecials(Callable &direct, Callable &other, const Case &one,
                                            const std::string &where) {
  const std::vector<Tensor> arguments = withSpecials(one);
  for (const auto &[name, value] : initialState(*one.module)) {
    direct.setVariable(name, toTensor(value));
    other.setVariable(name, toTensor(value));
  }
  const std::vector<Tensor> wanted = direct.call(one, arguments), got = other.call(one, arguments);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (infoOf(wanted[i].dtype()).kind != ElementKind::Float)
      continue; // what an integer is made of NaN is open
    for (std::size_t k = 0; k < static_cast<std::size_t>(elementCount(wanted[i].shape())); ++k) {
      const double want = valueAt(wanted[i], k), have = valueAt(got[i], k);
      const bool same = std::isnan(want)   ? std::isnan(have)
                        : std::isinf(want) ? want == have
                                           : std::isfinite(have);
      if (!same)
        return Fault{"wrong", where + ", @" + one.function->name + ", batch " +
                                  std::to_string(one.sizes.batch) + ": of NaN and infinities, " +
                                  one.function->resultName(i) + " at " + std::to_string(k) + " is " +
                                  std::to_string(have) + ", not " + std::to_string(want)};
    }
  }
  return std::nullopt;
}

static double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Whether results have the sizes that types promise. Where a slice, say, is cut short by a size that is too
// small for it, and nothing is computed of what is left out, the types of the module with a name know nothing
// of it.
static bool fitsTypes(const Function &function, const ExpectedCall &call) {
  for (std::size_t i = 0; i < call.results.size(); ++i) {
    const Shape &promised = function.types[static_cast<std::size_t>(function.returns[i])].shape;
    const Shape &shape = call.results[i].exact.shape;
    for (std::size_t d = 0; d < shape.size(); ++d)
      if (promised[d] >= 0 && promised[d] != shape[d])
        return false;
  }
  return true;
}

// Adds the calls of a function with several batches, as far as the reference takes little time for them.
static void addCases(std::vector<Case> &cases, const Module &module, const Function &function,
                     const std::vector<std::int64_t> &batches, std::int64_t named = 0, bool isShort = false) {
  for (std::int64_t batch : function.isBatched() ? batches : std::vector<std::int64_t>{1}) {
    const double start = processorSeconds();
    try {
      ExpectedCall call = expect(module, function, batch);
      if (!named || fitsTypes(function, call))
        cases.push_back({&module, &function, {batch, named}, std::move(call), isShort});
    } catch (const NotWellFormed &) {
      continue; // with other elements than those that it was made with, such as fewer that are not 0
    }
    if (processorSeconds() - start > 0.05)
      break;
  }
}

static std::optional<Fault> checkPath(const Module &module, const Graph &graph, const Path &path,
                                      const std::vector<Case> &cases, const std::filesystem::path &scratch) {
  std::size_t ops = 0;
  for (const Function &function : module.functions)
    eachOp(function.ops, [&](const Op &) { ++ops; });
  CompileOptions options;
  options.cpu = path.cpu;
  options.convolution = path.convolution;
  options.parallel = path.parallel;
  options.threads = 1;
  options.sanitizer = path.sanitizer;
  options.separateBuffers = path.library; // whose arenas are in guarded memory
  std::unique_ptr<Callable> program;
  const double start = processorSeconds();
  try {
    if (path.onnx)
      program = throughOnnx(module, graph, options, scratch);
    else if (path.library)
      program = std::make_unique<ThroughC>(compileLibrary(graph, scratch / "libm.so", options).library);
    else
      program = std::make_unique<InProcess>(compile(graph, options));
  } catch (const Error &error) {
    return Fault{"refused", toString(path) + ": " + error.what()};
  }
  const double seconds = processorSeconds() - start;
  // A program of n ops takes some tens of milliseconds for each.
  if (!path.onnx && seconds > slowdown * (3 + 0.3 * static_cast<double>(ops)))
    return Fault{"slow", toString(path) + ": compiling takes " + std::to_string(seconds) + " s for " +
                             std::to_string(ops) + " ops"};
  for (unsigned threads :
       path.parallel == Parallel::openmp ? std::vector<unsigned>{2, 1} : std::vector<unsigned>{1}) {
    program->setThreads(threads);
    for (const Case &one : cases)
      if (program->canCall(*one.function))
        if (auto fault = compare(*program, one, toString(path) + ", threads " + std::to_string(threads)))
          return fault;
  }
  if (!path.onnx || hasAttentionGradient(module))
    return std::nullopt;
  InProcess direct(compile(graph, options));
  for (const Case &one : cases)
    if (program->canCall(*one.function) && !one.isShort)
      if (auto fault = compareSpecials(direct, *program, one, toString(path)))
        return fault;
  return std::nullopt;
}

std::optional<Fault> check(const Module &module, const std::vector<Path> &paths,
                           const std::filesystem::path &scratch) {
  std::vector<Case> cases;
  for (const Function &function : module.functions)
    if (!function.isPrivate && function.name != "loss") // which is no entry point of a prediction
      addCases(cases, module, function, {2, 1, 7, 33});
  std::optional<Graph> graph;
  try {
    graph = Graph::parse(module.text(), "m");
  } catch (const Error &error) {
    return Fault{"refused", std::string("parse: ") + error.what()};
  }
  for (const Path &path : paths)
    if (auto fault = checkPath(module, *graph, path, cases, scratch))
      return fault;
  return paths.front().onnx ? std::nullopt : checkTraining(module, *graph);
}

std::optional<std::string> refusal(const NamedModule &named) {
  try {
    Graph::parse(named.module.text(), "m");
  } catch (const Error &error) {
    return error.what();
  }
  return std::nullopt;
}

bool namesOp(const std::string &diagnostic) {
  return diagnostic.find("' op ") != std::string::npos || diagnostic.find("custom op '") != std::string::npos;
}

std::optional<Fault> checkNamed(const NamedModule &named, const Path &path,
                                const std::filesystem::path &scratch) {
  if (const auto why = refusal(named))
    return Fault{"refused", "with a named size, parse: " + *why};
  const Graph graph = Graph::parse(named.module.text(), "m");
  std::deque<Module> modules; // which cases point to
  std::vector<Case> cases;
  for (std::int64_t size : {named.original + 1, named.original, std::int64_t(1), std::int64_t(17)}) {
    modules.push_back(atSize(named.module, size));
    const Function &function = *modules.back().find(named.function);
    const bool isShort = size < named.original;
    if (function.name == "loss") {
      if (path.onnx)
        continue;
      auto fault = checkTraining(modules.back(), graph, size);
      if (fault && !isMisfit(fault->message, isShort))
        return fault;
    } else {
      addCases(cases, modules.back(), function, {size % 2 ? 3 : 2, 9}, size, isShort);
    }
  }
  return checkPath(modules.front(), graph, path, cases, scratch);
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
