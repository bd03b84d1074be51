// The list of stages, and what dlc-opt knows of them.
#include "Stages/Stages.h"

#include "Codegen/Passes.h"
#include "Kernel/Kernel.h"
#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace dlc {

ArrayRef<Stage> allStages() {
  static constexpr Stage stages[] = {
      {"simplify", "entry points are written, state becomes values", addSimplify},
      {"differentiate", "gradients and updates become their computation", addDifferentiate},
      {"legalize", "what the target has neither a kernel nor a loop for becomes what it has", addLegalize},
      {"fuse", "what need not be a loop nest of its own is folded into its neighbour", addFuse},
      {"linalg", "nn becomes contractions and loop nests on tensors", addLinalg},
      {"bufferize", "tensors become buffers, variables are updated in place", addBufferize},
      {"tile", "contractions become tiles of vectors, all else plain loops", addTile},
      {"parallelize", "kernels, planned memory, threads, the Program's calling convention", addParallelize},
      {"llvm", "the LLVM dialect", addLLVM},
  };
  return stages;
}

void registerStageDialects(DialectRegistry &registry) {
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registry.insert<nn::NNDialect, train::TrainDialect, kernel::KernelDialect>();
  registerKernelBufferization(registry);
}

void registerStagePipelines() {
  for (const Stage &stage : allStages())
    PassPipelineRegistration<StageOptions>(
        ("dlc-" + stage.name).str(), ("stage: " + stage.description).str(),
        [add = stage.add](OpPassManager &passes, const StageOptions &options) { add(passes, options); });
  PassPipelineRegistration<StageOptions>("dlc-pipeline", "all stages in order, from nn to the LLVM dialect",
                                         [](OpPassManager &passes, const StageOptions &options) {
                                           for (const Stage &stage : allStages())
                                             stage.add(passes, options);
                                         });
}

} // namespace dlc
