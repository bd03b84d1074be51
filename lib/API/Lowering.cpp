#include "API/Lowering.h"

#include "API/GraphImpl.h"
#include "API/Translate.h"
#include "dlc/Communicator.h"
#include "dlc/Optimizer.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace dlc {
static_assert(std::string_view(kGradientsSuffix) == gradientsSuffix &&
                  std::string_view(kUpdateSuffix) == updateSuffix,
              "the compiler gives the names that the runtime looks for");

void setStageOptions(StageOptions &stages, const Graph &graph, const CompileOptions &options) {
  stages.mode = static_cast<EntryPointMode>(options.mode); // both list the modes in one order
  if (!options.optimizer.empty() && options.mode != Mode::train)
    throw Error("the optimizer '" + options.optimizer + "' is given, but not the mode train");
  if (!options.optimizer.empty())
    stages.optimizer =
        parseOptimizer(options.optimizer).text; // here, where no place in the graph is to blame
  if (options.gradient && options.mode != Mode::train)
    throw Error("the entry point gradient is asked for, but not the mode train");
  stages.gradient = options.gradient;
  for (const std::string &entry : options.entries)
    stages.entries.push_back(entry);
  if (options.splitSteps && options.mode != Mode::train)
    throw Error("steps are to be split, but the mode is not train");
  stages.splitSteps = options.splitSteps;
  if ((options.hooks || options.syncBatchNorms) && !options.splitSteps)
    throw Error("what several processes share is asked for, but not that steps are split");
  if (options.syncBatchNorms && !options.hooks)
    throw Error("batch norms are to take the statistics of all ranks, but there are no hooks to ask them by");
  stages.syncBatchNorms = options.syncBatchNorms;
  if (options.hooks) {
    stages.hooks = reinterpret_cast<uint64_t>(options.hooks.get());
    stages.resultReady = reinterpret_cast<uint64_t>(&StepHooks::resultReady);
    stages.exchange = reinterpret_cast<uint64_t>(&StepHooks::exchange);
  }
  if (options.average && options.mode != Mode::train)
    for (const std::string &weight : graph.averagedVariables())
      stages.averaged.push_back(weight);
  for (const auto &[name, value] : options.sizes.all())
    stages.sizes.push_back(name + "=" + std::to_string(value));
  // With a dot, which no name in C has: NAME_predict is the library's function that calls this one.
  stages.prefix = graph.name() + ".";
  stages.openmp = options.parallel == Parallel::openmp && !options.freestanding;
  stages.convolution = static_cast<ConvolutionForm>(options.convolution); // both list the forms in one order
  stages.separateBuffers = options.separateBuffers;
  stages.keepPrepared = options.keepPrepared && !options.freestanding; // where memory is short
  if (const Profile *asked = options.profile ? options.profile.get() : options.report) {
    stages.batch = asked->batch();
    stages.profile = reinterpret_cast<uint64_t>(asked);
    stages.profileMark = options.profile ? reinterpret_cast<uint64_t>(&Profile::mark) : 0;
  }
  stages.sanitizer = static_cast<SanitizerKind>(options.sanitizer); // both list them in one order
  stages.cpu = options.cpu;
  stages.triple = options.target;
}

static DialectRegistry registry() {
  DialectRegistry dialects;
  registerStageDialects(dialects);
  registerTranslations(dialects);
  return dialects;
}

Lowering::Lowering(const Graph &graph, const StageOptions &options)
    : graph(graph), options(options), context(*graph.implementation().context),
      module(ModuleOp(*graph.implementation().module).clone()),
      diagnostics(context, graph.implementation().carried, graph.file()) {
  context.appendDialectRegistry(registry());
}

void Lowering::run(const Stage &stage, Phases *phases) {
  // Threads are there while passes run; a graph that is only kept has none.
  context.enableMultithreading();
  auto atEnd = llvm::scope_exit([&] { context.disableMultithreading(); });
  PassManager passes(&context);
  stage.add(passes, options);
  // Behind each stage and not behind each pass, which would take a third of the time: dlc-opt does that.
  passes.enableVerifier(false);
  if (phases) {
    phases->begin(stage.name);
    passes.enableTiming(phases->scope());
  }
  if (succeeded(passes.run(*module)) && succeeded(verify(*module)))
    return;
  std::string messages = diagnostics.text();
  throw Error(messages.empty() ? graph.file() + ": error: cannot be compiled" : messages);
}

void Lowering::runUntil(StringRef last) {
  for (const Stage &stage : allStages()) {
    run(stage);
    if (stage.name == last)
      return;
  }
}

} // namespace dlc
