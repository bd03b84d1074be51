// compile() and compileLibrary(): the stages in order, then Target. The one place that knows both.
#include "dlc/Compile.h"
#include "dlc/Optimizer.h"

#include "API/CodeCache.h"
#include "API/GraphImpl.h"
#include "API/Lowering.h"
#include "API/Manifest.h"
#include "API/MemoryLimit.h"
#include "API/Selftest.h"
#include "API/SharedConstants.h"
#include "API/StoredWeights.h"
#include "API/Translate.h"
#include "Kernel/Kernel.h"
#include "Model/AtomicFile.h"
#include "Model/ModelFile.h"
#include "Target/Jit.h"
#include "Target/Library.h"
#include "Target/SharedLibrary.h"
#include "dlc/program.h"

#include <algorithm>
#include <set>
#include <tuple>

using namespace mlir;

namespace dlc {
static_assert(kernel::kBufferAlignment == DLC_ARENA_ALIGNMENT,
              "code is compiled for buffers as a Program's caller aligns them");

// The manifest and the objects: what both ways, in-process and ahead-of-time, are made of.
struct Compiled {
  Manifest manifest;
  std::vector<Object> objects;
  TargetOptions target;
};

/// Tells a profile what kernels there are; see dlc-profile-kernels.
static void addKernels(Profile &profile, ModuleOp module) {
  auto text = [](DictionaryAttr from, StringRef name) { return from.getAs<StringAttr>(name).str(); };
  auto number = [](DictionaryAttr from, StringRef name) { return from.getAs<IntegerAttr>(name).getInt(); };
  std::vector<Profile::Kernel> kernels;
  for (auto record : takeKernels(module).getAsRange<DictionaryAttr>()) {
    Profile::Kernel kernel;
    kernel.entry = text(record, "entry");
    kernel.parallel = record.getAs<BoolAttr>("parallel").getValue();
    kernel.prepares = record.getAs<BoolAttr>("prepares").getValue();
    for (auto op : record.getAs<ArrayAttr>("ops").getAsRange<DictionaryAttr>())
      kernel.ops.push_back({text(op, "op"), text(op, "layer"), text(op, "place"), number(op, "flops"),
                            number(op, "bytes"), op.getAs<BoolAttr>("repeated").getValue(),
                            number(op, "number")});
    for (auto note : record.getAs<ArrayAttr>("forms").getAsRange<DictionaryAttr>()) {
      if (auto refusal = note.getAs<StringAttr>("refusal"))
        kernel.refusals.push_back(refusal.str());
      else
        kernel.forms.push_back({text(note, "form"), number(note, "lanes"),
                                static_cast<double>(number(note, "used")) / 100,
                                note.getAs<BoolAttr>("moves").getValue()});
    }
    auto main = std::ranges::max_element(kernel.ops, {}, &Profile::Op::flops);
    if (main != kernel.ops.end())
      std::rotate(kernel.ops.begin(), main, main + 1);
    kernels.push_back(std::move(kernel));
  }
  profile.describe(std::move(kernels));
}

/// Runs the stages, all of them or to the one that plans memory; none behind `simplify` if `isKept` says that
/// their result is there.
static PlannedStep lowerAll(Lowering &module, const StageOptions &stages, const CompileOptions &options,
                            Manifest &manifest, Phases *phases, bool planOnly = false,
                            llvm::function_ref<bool(ModuleOp)> isKept = {}) {
  PlannedStep step;
  for (const Stage &stage : allStages()) {
    if (planOnly && stage.add == addLLVM)
      break;
    module.run(stage, phases);
    if (stage.add == addSimplify) // the last moment at which a module knows its variables and tensors
      manifest = manifestOf(*module, stages.prefix);
    if (stage.add == addSimplify && isKept && isKept(*module))
      return step;
    if (stage.add == addDifferentiate)
      readEstimate(step, *module);
  }
  addArenas(manifest, *module);
  if (Profile *asked = options.profile ? options.profile.get() : options.report)
    addKernels(*asked, *module);
  if (options.maxMemory > 0 || planOnly)
    checkBatchAlone(manifest);
  if (options.maxMemory > 0)
    step.bytes = stepBytes(manifest, options.memoryBatch);
  return step;
}

static Compiled build(const Graph &graph, const CompileOptions &options, Phases &phases,
                      llvm::function_ref<void(StageOptions &)> adapt = {}) {
  Compiled result;
  result.target.target = describeTarget(options.cpu, options.target);
  result.target.threads = options.threads;
  StageOptions stages;
  setStageOptions(stages, graph, options);
  if (adapt)
    adapt(stages);
  result.target.sanitizer = stages.sanitizer;
  std::optional<CodeCache> cache;
  if (!options.cache.empty() && options.maxMemory == 0 && !options.profile && !options.report &&
      !options.hooks)
    cache.emplace(options.cache);
  std::string key;
  std::optional<CodeCache::Entry> kept;
  auto isKept = [&](ModuleOp simplified) {
    if (!cache)
      return false;
    key = CodeCache::keyOf(simplified, stages, result.target.target);
    kept = cache->find(key);
    if (kept && kept->arenas.size() != result.manifest.entries.size())
      kept.reset();
    return kept.has_value();
  };
  std::unique_ptr<Lowering> module;
  auto plan = [&] {
    module.reset(); // before the next begins: it holds memory
    module = std::make_unique<Lowering>(graph, stages);
    return lowerAll(*module, stages, options, result.manifest, &phases, /*planOnly=*/false, isKept);
  };
  if (options.maxMemory > 0)
    limitMemory(options, stages, plan);
  else
    plan();
  const std::vector<std::string> remarks = kept ? kept->remarks : module->remarks();
  if (options.onRemark)
    for (const std::string &remark : remarks)
      options.onRemark(remark);
  result.manifest.name = graph.name();
  result.manifest.graph = graph.implementation().carried;
  result.manifest.dialectVersion = graph.implementation().version;
  result.manifest.constants = graph.implementation().carriedConstants();
  // Of several profiles that LLVM gives one name, this is the one that was asked for.
  result.manifest.cpu = options.cpu == "native" ? result.target.target.cpu : options.cpu;
  result.manifest.features = result.target.target.features;
  result.manifest.openmp = stages.openmp;
  result.manifest.freestanding = options.freestanding;
  if (!options.optimizer.empty())
    result.manifest.optimizer = ModelOptimizer{parseOptimizer(options.optimizer).text, ""};
  if (kept) {
    setArenas(result.manifest, *kept);
    markShared(result.manifest, kept->constants);
    result.objects = std::move(kept->objects);
    return result;
  }
  phases.begin("translate");
  const std::vector<std::string> shared = shareConstants(**module, result.manifest.constants);
  markShared(result.manifest, shared);
  std::vector<ModuleAndContext> parts = translate(**module);
  module.reset();
  phases.begin("code");
  result.target.times = phases.codeTimes();
  result.objects = emitObjects(std::move(parts), result.target);
  result.target.times = nullptr; // the phases may end before it
  if (cache)
    cache->keep(key, {result.objects, result.manifest.prepared, arenasOf(result.manifest), remarks, shared});
  return result;
}

std::unique_ptr<Lowering> lowerUntil(const Graph &graph, std::string_view lastStage,
                                     const CompileOptions &options, StageOptions &stages) {
  std::string names;
  for (const Stage &stage : allStages()) {
    if (std::string_view(stage.name) == lastStage) {
      setStageOptions(stages, graph, options);
      if (options.maxMemory > 0)
        limitMemory(options, stages, [&] {
          Lowering whole(graph, stages);
          Manifest manifest;
          return lowerAll(whole, stages, options, manifest, nullptr);
        });
      auto module = std::make_unique<Lowering>(graph, stages);
      module->runUntil(stage.name);
      return module;
    }
    names += (names.empty() ? "" : ", ") + stage.name.str();
  }
  throw Error("there is no stage '" + std::string(lastStage) + "'; there are " + names);
}

std::string lower(const Graph &graph, std::string_view lastStage, const CompileOptions &options) {
  StageOptions stages;
  std::string text;
  llvm::raw_string_ostream stream(text);
  (**lowerUntil(graph, lastStage, options, stages)).print(stream);
  return text;
}

Graph expanded(const Graph &graph, const CompileOptions &options) {
  StageOptions stages;
  return Graph::Impl::graphOf(lowerUntil(graph, "differentiate", options, stages)->take(), graph);
}

std::int64_t peakBytes(const Graph &graph, const CompileOptions &options, std::int64_t batch) {
  StageOptions stages;
  setStageOptions(stages, graph, options);
  Manifest manifest;
  auto plan = [&] {
    Lowering module(graph, stages);
    return lowerAll(module, stages, options, manifest, nullptr, /*planOnly=*/true);
  };
  if (options.maxMemory > 0)
    limitMemory(options, stages, plan);
  else
    plan();
  return peakBytes(manifest, batch);
}

Program compile(const Graph &graph, const CompileOptions &options) {
  if (!options.cpuDispatch.empty())
    throw Error("code for several CPUs is for a library: a program in this process has the code for one");
  if (!isForThisMachine(describeTarget("native", options.target)))
    throw Error("code for " + options.target + " does not run here: compile a library for it");
  checkHasRunTime(static_cast<SanitizerKind>(options.sanitizer));
  Phases phases(options);
  Compiled compiled = build(graph, options, phases);
  phases.begin("link");
  std::shared_ptr<const dlc_program> code =
      linkInProcess(compiled.objects, compiled.manifest, compiled.target);
  if (options.profile || options.hooks) {
    // They live as long as the code, which calls them.
    auto owned =
        std::make_shared<std::tuple<std::shared_ptr<Profile>, std::shared_ptr<StepHooks>, decltype(code)>>(
            options.profile, options.hooks, code);
    code = {owned, code.get()};
  }
  Program program(code);
  program.setClassCount(countClasses(graph.functions(), graph.classNames()));
  phases.finish();
  return program;
}

/// What replaces all entry points by one of its own; of the options, those about code hold.
static Program compileInstead(const Graph &graph, const CompileOptions &options,
                              llvm::function_ref<void(StageOptions &)> adapt) {
  CompileOptions code;
  code.cpu = options.cpu;
  code.parallel = options.parallel;
  code.convolution = options.convolution;
  code.threads = options.threads;
  code.sizes = options.sizes;
  code.cache = options.cache;
  code.sanitizer = options.sanitizer;
  code.average = false;
  checkHasRunTime(static_cast<SanitizerKind>(options.sanitizer));
  Phases phases(code);
  Compiled compiled = build(graph, code, phases, adapt);
  return Program(linkInProcess(compiled.objects, compiled.manifest, compiled.target));
}

Program compileGradientCheck(const Graph &graph, const std::string &function, const CompileOptions &options) {
  return compileInstead(graph, options, [&](StageOptions &stages) { stages.checkGradient = function; });
}

Program compileGradient(const Graph &graph, const GradientRequest &request, const CompileOptions &options) {
  return compileInstead(graph, options, [&](StageOptions &stages) {
    stages.gradientFunction = request.function;
    stages.gradientOf = request.of;
    stages.gradientNodes = request.nodes;
    for (const std::string &name : request.wrt)
      stages.gradientWrt.push_back(name);
  });
}

Program compileLayers(const Graph &graph, const std::string &function, const CompileOptions &options) {
  return compileInstead(graph, options, [&](StageOptions &stages) { stages.layersOf = function; });
}

/// The same program for this machine.
static Program referenceFor(const Graph &graph, const CompileOptions &options) {
  CompileOptions reference = options;
  reference.target.clear();
  reference.cpu = "native";
  reference.cpuDispatch.clear();
  reference.freestanding = reference.selftest = false;
  reference.sanitizer = Sanitizer::none;
  reference.parallel = options.freestanding ? Parallel::none : options.parallel;
  reference.report = nullptr;
  reference.onMemoryTrade = {};
  reference.onRemark = {};
  reference.onPhase = {};
  reference.onTimes = {};
  return compile(graph, reference);
}

/// The CPUs of a library for several, the one with the most features first: the library takes the first that
/// it can run.
static std::vector<std::string> inOrder(const CompileOptions &options) {
  struct Candidate {
    std::string cpu, features;
    std::pair<std::ptrdiff_t, std::size_t> order; ///< more features first, then as they are listed
  };
  std::vector<Candidate> candidates;
  for (const std::string &cpu : options.cpuDispatch) {
    const std::string features = describeTarget(cpu, options.target).features;
    for (const Candidate &other : candidates)
      if (other.features == features)
        throw Error("the code for '" + other.cpu + "' and '" + cpu +
                    "' needs the same CPU: name one of them");
    candidates.push_back({cpu, features, {-std::ranges::count(features, ','), candidates.size()}});
  }
  std::ranges::sort(candidates, {}, &Candidate::order);
  std::vector<std::string> cpus;
  for (const Candidate &candidate : candidates)
    cpus.push_back(candidate.cpu);
  return cpus;
}

/// A program for each of several CPUs, of which the first one's manifest holds the others.
static Compiled buildForSeveral(const Graph &graph, const CompileOptions &options, Phases &phases) {
  if (options.cpu != "native")
    throw Error("code is for one CPU, '" + options.cpu + "', or for several: not for both");
  if (options.freestanding)
    throw Error("a freestanding library is for one CPU: without a system, nobody says which one it runs on");
  std::set<std::string> remarks; // most are the same for all
  CompileOptions one = options;
  one.onRemark = [&](const std::string &remark) {
    if (options.onRemark && remarks.insert(remark).second)
      options.onRemark(remark);
  };
  Compiled result;
  for (const std::string &cpu : inOrder(options)) {
    one.cpu = cpu;
    Compiled compiled = build(graph, one, phases, [&](StageOptions &stages) {
      stages.cpu = cpu;
      stages.prefix = graph.name() + "." + cpu + "."; // all are linked into one library
    });
    if (result.objects.empty()) {
      result = std::move(compiled);
      one.report = nullptr;
      one.onMemoryTrade = {};
      continue;
    }
    std::ranges::move(compiled.objects, std::back_inserter(result.objects));
    for (size_t i = 0; i < result.manifest.constants.size(); ++i)
      if (result.manifest.constants[i].symbol.empty())
        result.manifest.constants[i].symbol = compiled.manifest.constants[i].symbol;
    result.manifest.fallbacks.push_back({std::move(compiled.manifest.cpu),
                                         std::move(compiled.manifest.features),
                                         std::move(compiled.manifest.entries), compiled.manifest.prepared});
  }
  return result;
}

/// `addValues` gives variables their values, which must live as long as the call.
static CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                                      const CompileOptions &options,
                                      llvm::function_ref<void(Manifest &)> addValues) {
  if (options.profile)
    throw Error("a profile is filled by code in this process: use compile(), not a library");
  if (options.hooks)
    throw Error("hooks are called by code in this process: use compile(), not a library");
  if (options.freestanding && options.sanitizer != Sanitizer::none)
    throw Error("a sanitizer needs its run time, which a freestanding library cannot have");
  const bool isEmbedded = options.storedWeights == StoredWeights::embedded;
  if (!isEmbedded && options.selftest)
    throw Error("a self-test compares with what the weights in the library give: they must be embedded");
  std::vector<ManifestConstant> values; // that are not in the library
  const Graph &source = isEmbedded ? graph : withoutValues(graph, values);
  Phases phases(options);
  Compiled compiled =
      options.cpuDispatch.empty() ? build(source, options, phases) : buildForSeveral(source, options, phases);
  phases.begin("link");
  addValues(compiled.manifest);
  std::filesystem::path weights;
  std::optional<AtomicFile> weightsFile;
  if (options.storedWeights == StoredWeights::file) {
    weights = std::filesystem::path(library).replace_extension(".weights.dlm");
    weightsFile.emplace(weights);
    writeModelFile(*weightsFile, weights, weightsFileOf(compiled.manifest, values));
  }
  if (!isEmbedded)
    for (ManifestVariable &variable : compiled.manifest.variables)
      variable.initial = {};
  if (!values.empty())
    removeInit(compiled.manifest);
  if (options.selftest)
    compiled.manifest.selftest = makeSelftest(referenceFor(graph, options), compiled.manifest);
  LibraryFiles files = writeLibrary(library, compiled.objects, compiled.manifest, compiled.target);
  if (weightsFile)
    weightsFile->commit();
  phases.finish();
  return {files.library, files.header, weights};
}

CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options, const Weights &weights) {
  auto addValues = [&](Manifest &manifest) { addWeights(manifest, weights); };
  return compileLibrary(graph, library, options, llvm::function_ref<void(Manifest &)>(addValues));
}

CompiledLibrary compileLibrary(const Graph &graph, const std::filesystem::path &library,
                               const CompileOptions &options, const std::filesystem::path &weights) {
  std::optional<ModelFile> file; // its values are read until the library is written
  auto addValues = [&](Manifest &manifest) {
    if (weights.empty())
      return;
    file.emplace(weights);
    file->verifyChecksums();
    addWeights(manifest, *file);
  };
  return compileLibrary(graph, library, options, llvm::function_ref<void(Manifest &)>(addValues));
}

VerifiedLibrary verifyLibrary(const std::filesystem::path &library) {
  SelftestResult result = runSelftest(library);
  return {std::move(result.functions), std::move(result.cpus)};
}

} // namespace dlc
