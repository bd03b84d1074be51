// parallelize: kernels, the memory plan, threads and the calling convention. In: scf, vector, memref. Out:
// functions of a Program over kernels.
#include "Codegen/EntryPoints/Hooks.h"
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
bool isGlue(Operation *function) { return function->hasAttr(kGlue); }

ArrayAttr takeKernels(ModuleOp module) { return cast<ArrayAttr>(module->removeAttr(kProfile)); }

void addParallelize(OpPassManager &passes, const StageOptions &options) {
  // Before the plan, after which all buffers would be parts of one.
  passes.addPass(createOutlineKernels());
  // Kernels only: the pass before has given each entry point an attribute of its own.
  passes.addPass(func::createDuplicateFunctionEliminationPass());
  if (options.keepPrepared)
    passes.addPass(createKeepPrepared());
  if (options.profile)
    passes.addPass(createProfileKernels({options.profileMark, options.profile}));
  if (options.hooks)
    passes.addPass(createCallHooks({options.resultReady, options.exchange, options.hooks}));
  const bool poisons = options.sanitizer == SanitizerKind::address;
  passes.addPass(createPlanMemory({options.separateBuffers || poisons, poisons}));
  EntryPointsOptions entryPoints;
  entryPoints.prefix = options.prefix;
  passes.addPass(createEntryPoints(entryPoints));
  passes.addPass(createPassPointers());
  if (options.openmp)
    passes.addPass(createForkKernels());
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createCSEPass());
  addContract(passes, "parallelize", {"scf", "vector", "memref", "arith", "math", "func", "llvm"});
}
} // namespace dlc
