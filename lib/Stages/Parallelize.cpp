// parallelize: kernels, the memory plan, threads and the calling convention. In: scf, vector, memref. Out:
// functions of a Program over omp and kernels.
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addParallelize(OpPassManager &passes, const StageOptions &options) {
  // Before the plan, after which all buffers would be parts of one.
  passes.addPass(createOutlineKernels());
  // Kernels only: the pass before has given each entry point an attribute of its own.
  passes.addPass(func::createDuplicateFunctionEliminationPass());
  passes.addPass(createPlanMemory({options.separateBuffers}));
  EntryPointsOptions entryPoints;
  entryPoints.prefix = options.prefix;
  passes.addPass(createEntryPoints(entryPoints));
  if (options.openmp) {
    passes.addPass(createConvertSCFToOpenMPPass());
    passes.addPass(createShareIterations());
  }
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  addContract(passes, "parallelize", {"scf", "vector", "memref", "arith", "math", "func", "omp", "llvm"});
}
} // namespace dlc
