// From a graph to a program in this process, or to a library.
#include "Bindings.h"

#include "dlc/Optimizer.h"

namespace dlc::python {

static Mode modeOf(const std::string &name) {
  if (name == "predict")
    return Mode::predict;
  if (name == "evaluate")
    return Mode::evaluate;
  if (name == "train")
    return Mode::train;
  throw Error("there is no mode '" + name + "'; there are predict, evaluate and train");
}

static StoredWeights storedWeightsOf(const std::string &name) {
  if (name == "embed")
    return StoredWeights::embedded;
  if (name == "file")
    return StoredWeights::file;
  if (name == "none")
    return StoredWeights::none;
  throw Error("weights are stored by embed, file or none, not '" + name + "'");
}

/// What both functions take.
static CompileOptions optionsFor(const PyGraph &graph, const std::string &mode, const std::string &optimizer,
                                 const std::string &trainable, const std::string &cpu, bool parallel,
                                 const SizesArgument &sizes, std::int64_t maxMemory, std::int64_t batch) {
  CompileOptions options;
  options.mode = modeOf(mode);
  options.cpu = cpu;
  options.parallel = parallel ? Parallel::openmp : Parallel::none;
  options.sizes = toSizes(sizes);
  options.maxMemory = maxMemory;
  options.memoryBatch = batch;
  if (options.mode != Mode::train) {
    if (!optimizer.empty() || !trainable.empty() || maxMemory)
      throw Error("optimizer, trainable and max_memory are for mode=\"train\"");
    return options;
  }
  const bool ownStep = graph.with([](const Graph &graph) { return graph.hasFunction("train_step"); });
  options.optimizer = optimizer.empty() && !ownStep ? "adam" : optimizer;
  if (!trainable.empty())
    options.optimizer += ", trainable(" + trainable + ")";
  return options;
}

/// The .dlm that the graph is from, whose weights it has; empty for others.
static std::filesystem::path weightsOf(const Graph &graph) {
  const std::filesystem::path file = graph.file();
  return file.extension() == ".dlm" && std::filesystem::exists(file) ? file : std::filesystem::path();
}

static std::unique_ptr<PyProgram> compile(const PyGraph &graph, const std::string &mode,
                                          const std::string &optimizer, const std::string &trainable,
                                          const std::string &cpu, bool parallel, const SizesArgument &sizes,
                                          std::int64_t maxMemory, std::int64_t batch, unsigned threads,
                                          std::uint64_t seed) {
  CompileOptions options =
      optionsFor(graph, mode, optimizer, trainable, cpu, parallel, sizes, maxMemory, batch);
  Program program = graph.with([&](const Graph &graph) {
    Program program = dlc::compile(graph, options);
    if (threads)
      program.setThreads(threads);
    if (const std::filesystem::path weights = weightsOf(graph); !weights.empty())
      program.load(weights.string());
    if (program.has(EntryRole::Init))
      program.initMissing(seed);
    return program;
  });
  return std::make_unique<PyProgram>(std::move(program), graph, std::move(options));
}

static std::pair<std::filesystem::path, std::filesystem::path>
compileLibrary(const PyGraph &graph, const std::filesystem::path &path, const std::string &mode,
               const std::string &optimizer, const std::string &trainable, const std::string &cpu,
               bool parallel, const SizesArgument &sizes, std::int64_t maxMemory, std::int64_t batch,
               const std::string &target, std::vector<std::string> cpuDispatch,
               const std::string &storeWeights) {
  CompileOptions options =
      optionsFor(graph, mode, optimizer, trainable, cpu, parallel, sizes, maxMemory, batch);
  options.target = target;
  options.cpuDispatch = std::move(cpuDispatch);
  options.storedWeights = storedWeightsOf(storeWeights);
  const CompiledLibrary made = graph.with(
      [&](const Graph &graph) { return dlc::compileLibrary(graph, path, options, weightsOf(graph)); });
  return {made.library, made.header};
}

void bindCompile(nb::module_ &module) {
  module.def("compile", &compile, nb::arg("graph"), nb::kw_only(), nb::arg("mode") = "predict",
             nb::arg("optimizer") = "", nb::arg("trainable") = "", nb::arg("cpu") = "native",
             nb::arg("parallel") = true, nb::arg("sizes") = nb::none(), nb::arg("max_memory") = 0,
             nb::arg("batch") = 1, nb::arg("threads") = 0, nb::arg("seed") = 0,
             nb::sig("def compile(graph: Graph, *, mode: str = 'predict', optimizer: str = '', trainable: "
                     "str = '', cpu: str = "
                     "'native', parallel: bool = True, sizes: dict[str, int] | int | None = None, "
                     "max_memory: int = 0, batch: "
                     "int = 1, threads: int = 0, seed: int = 0) -> Program"),
             R"doc(Native code in this process.

mode: "predict"; "evaluate", which adds the entry point `evaluate` of a network with a loss; or "train", which also adds
`train_step`. optimizer: "adam" (default), "adamw(weight_decay=0.05), clip_norm=1" and so on; trainable: patterns of the
variables that learn alone, "fc.*". sizes: numbers for named sizes that code is made for alone. max_memory: bytes that a
training step with `batch` examples may take. The weights of a .dlm are loaded; variables without a value get one from the
seed. Raises Error, with the compiler's diagnostics.)doc");
  module.def(
      "compile_library", &compileLibrary, nb::arg("graph"), nb::arg("path"), nb::kw_only(),
      nb::arg("mode") = "predict", nb::arg("optimizer") = "", nb::arg("trainable") = "",
      nb::arg("cpu") = "native", nb::arg("parallel") = true, nb::arg("sizes") = nb::none(),
      nb::arg("max_memory") = 0, nb::arg("batch") = 1, nb::arg("target") = "",
      nb::arg("cpu_dispatch") = std::vector<std::string>(), nb::arg("store_weights") = "embed",
      nb::sig("def compile_library(graph: Graph, path: str | os.PathLike, *, mode: str = 'predict', "
              "optimizer: str = '', "
              "trainable: str = '', cpu: str = 'native', parallel: bool = True, sizes: dict[str, int] | int "
              "| None = "
              "None, max_memory: int = 0, batch: int = 1, target: str = '', cpu_dispatch: Sequence[str] = "
              "(), store_weights: str = 'embed') -> tuple[pathlib.Path, pathlib.Path]"),
      R"doc(A library (.so, .a or .o) and its C header, which need no dlc where they run; returns both paths.

A graph from a .dlm brings its weights along: Program.save writes one. target: "aarch64-linux-gnu", or this machine.
cpu_dispatch: in place of cpu, several CPUs, such as ["x86-64-v2", "x86-64-v4"]; the library chooses when it runs.
store_weights: "embed"; "file", which writes them to STEM.weights.dlm beside the library; or "none". The rest is as for
compile.)doc");
}

} // namespace dlc::python
