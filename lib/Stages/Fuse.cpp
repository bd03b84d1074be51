// fuse: what need not be a loop nest of its own, on nn, where operations still have names. In and out: nn.
// (Elementwise chains and epilogues are fused in `linalg`, where a loop's body can be merged with another's.)
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addFuse(OpPassManager &passes, const StageOptions &options) {
  // First, because products that leave a loop are found by what follows.
  passes.addPass(createHoistFromScan());
  passes.addPass(createFoldBatchNorm());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  if (options.profile)
    passes.addPass(createLabelOps({options.batch}));
  addContract(passes, "fuse", {"nn", "train.rank_mean", "train.rank_sum"});
}
} // namespace dlc
