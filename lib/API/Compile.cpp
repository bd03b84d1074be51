// compile() and compileLibrary(): the stages in order, then Target. The one place that knows both.
#include "dlc/Compile.h"
#include "dlc/Optimizer.h"

#include "API/Diagnostics.h"
#include "API/GraphImpl.h"
#include "API/Manifest.h"
#include "API/MemoryLimit.h"
#include "API/Translate.h"
#include "Model/ModelFile.h"
#include "Stages/Stages.h"
#include "Target/Jit.h"
#include "Target/Library.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace dlc {

// The manifest and the objects: what both ways, in-process and ahead-of-time, are made of.
struct Compiled {
  Manifest manifest;
  std::vector<Object> objects;
  TargetOptions target;
};

static void setStageOptions(StageOptions &stages, const Graph &graph, const CompileOptions &options,
                            const Cpu &cpu) {
  stages.mode = static_cast<EntryPointMode>(options.mode); // both list the modes in one order
  if (!options.optimizer.empty() && options.mode != Mode::train)
    throw Error("the optimizer '" + options.optimizer + "' is given, but not the mode train");
  if (!options.optimizer.empty())
    stages.optimizer =
        parseOptimizer(options.optimizer).text; // here, where no place in the graph is to blame
  if (options.gradient && options.mode != Mode::train)
    throw Error("the entry point gradient is asked for, but not the mode train");
  stages.gradient = options.gradient;
  if (options.average && options.mode != Mode::train)
    for (const std::string &weight : graph.averagedVariables())
      stages.averaged.push_back(weight);
  // With a dot, which no name in C has: NAME_predict is the library's function that calls this one.
  stages.prefix = graph.name() + ".";
  stages.openmp = options.parallel == Parallel::openmp;
  stages.vectorBits = cpu.vectorBits;
  stages.registers = cpu.vectorRegisters;
}

namespace {
/// A graph on its way through the stages, in a context of its own: compiling leaves the graph alone, and
/// graphs can be compiled at once.
class Lowering {
public:
  Lowering(const Graph &graph, const StageOptions &options)
      : graph(graph), options(options), context(registry()),
        module(parseModule(context, graph.text(), graph.file())),
        diagnostics(context, graph.text(), graph.file()) {}

  void run(const Stage &stage) {
    PassManager passes(&context);
    stage.add(passes, options);
    if (succeeded(passes.run(*module)))
      return;
    std::string messages = diagnostics.text();
    throw Error(messages.empty() ? graph.file() + ": error: cannot be compiled" : messages);
  }

  ModuleOp operator*() { return *module; }

private:
  static DialectRegistry registry() {
    DialectRegistry dialects;
    registerStageDialects(dialects);
    registerTranslations(dialects);
    return dialects;
  }

  const Graph &graph;
  const StageOptions &options;
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  Diagnostics diagnostics;
};
} // namespace

/// Half precision is converted by instructions that not every CPU has.
static void checkHalfPrecision(ModuleOp module, const Cpu &cpu) {
  if (("," + cpu.features + ",").find(",f16c,") != std::string::npos)
    return;
  auto isHalf = [](Type type) { return getElementTypeOrSelf(type).isF16(); };
  module.walk([&](Operation *op) {
    if (llvm::any_of(op->getResultTypes(), isHalf) || llvm::any_of(op->getOperandTypes(), isHalf))
      throw Error("the network stores f16, which the CPU '" + cpu.name +
                  "' does not convert: store bf16, or compile for one with F16C, such as x86-64-v3");
  });
}

/// Runs all stages.
static PlannedStep lowerAll(Lowering &module, const StageOptions &stages, const CompileOptions &options,
                            const Cpu &cpu, Manifest &manifest) {
  PlannedStep step;
  for (const Stage &stage : allStages()) {
    module.run(stage);
    if (stage.add == addSimplify) { // the last moment at which a module knows its variables and tensors
      manifest = manifestOf(*module, stages.prefix);
      checkHalfPrecision(*module, cpu);
    } else if (stage.add == addDifferentiate)
      readEstimate(step, *module);
  }
  addArenas(manifest, *module);
  if (options.maxMemory > 0)
    step.bytes = stepBytes(manifest, options.memoryBatch);
  return step;
}

static Compiled build(const Graph &graph, const CompileOptions &options,
                      const std::string &checkedFunction = {}) {
  Compiled result;
  result.target.cpu = resolveCpu(options.cpu);
  result.target.threads = options.threads;
  StageOptions stages;
  setStageOptions(stages, graph, options, result.target.cpu);
  stages.checkGradient = checkedFunction;
  std::unique_ptr<Lowering> module;
  auto plan = [&] {
    module = std::make_unique<Lowering>(graph, stages);
    return lowerAll(*module, stages, options, result.target.cpu, result.manifest);
  };
  if (options.maxMemory > 0)
    limitMemory(options, stages, plan);
  else
    plan();
  result.manifest.name = graph.name();
  result.manifest.graph = graph.text();
  result.manifest.cpu = result.target.cpu.name;
  result.manifest.features = result.target.cpu.features;
  result.manifest.openmp = stages.openmp;
  if (!options.optimizer.empty())
    result.manifest.optimizer = ModelOptimizer{parseOptimizer(options.optimizer).text, ""};
  result.objects = emitObjects(translate(**module), result.target);
  return result;
}

std::string lower(const Graph &graph, std::string_view lastStage, const CompileOptions &options) {
  std::string names;
  for (const Stage &stage : allStages()) {
    if (std::string_view(stage.name) == lastStage) {
      StageOptions stages;
      const Cpu cpu = resolveCpu(options.cpu);
      setStageOptions(stages, graph, options, cpu);
      if (options.maxMemory > 0)
        limitMemory(options, stages, [&] {
          Lowering whole(graph, stages);
          Manifest manifest;
          return lowerAll(whole, stages, options, cpu, manifest);
        });
      Lowering module(graph, stages);
      for (const Stage *next = allStages().begin(); next <= &stage; ++next)
        module.run(*next);
      std::string text;
      llvm::raw_string_ostream stream(text);
      (*module).print(stream);
      return text;
    }
    names += (names.empty() ? "" : ", ") + stage.name.str();
  }
  throw Error("there is no stage '" + std::string(lastStage) + "'; there are " + names);
}

Program compile(const Graph &graph, const CompileOptions &options) {
  Compiled compiled = build(graph, options);
  return Program(linkInProcess(compiled.objects, compiled.manifest, compiled.target));
}

Program compileGradientCheck(const Graph &graph, const std::string &function, const CompileOptions &options) {
  CompileOptions code;
  code.cpu = options.cpu;
  code.parallel = options.parallel;
  code.threads = options.threads;
  Compiled compiled = build(graph, code, function);
  return Program(linkInProcess(compiled.objects, compiled.manifest, compiled.target));
}

CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options, const std::filesystem::path &weights) {
  Compiled compiled = build(graph, options);
  std::optional<ModelFile> file; // its values are read until the library is written
  if (!weights.empty()) {
    file.emplace(weights);
    file->verifyChecksums();
    addWeights(compiled.manifest, *file);
  }
  LibraryFiles files = writeLibrary(library, compiled.objects, compiled.manifest, compiled.target);
  return {files.library, files.header};
}

} // namespace dlc
