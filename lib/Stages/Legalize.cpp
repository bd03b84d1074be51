// legalize: the module says what machine it is for, and what the target has neither a kernel nor a loop for
// becomes what it has, in one place. In and out: nn. Behind `differentiate`, whose rules are written for ops
// with names, and in front of `fuse`, which should see what will really be computed.
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addLegalize(OpPassManager &passes, const StageOptions &options) {
  AttachTargetOptions target;
  target.cpu = options.cpu;
  target.triple = options.triple;
  passes.addPass(createAttachTarget(target));
  passes.addPass(createLegalize());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  addContract(passes, "legalize", {"nn", "train.rank_mean", "train.rank_sum"});
}
} // namespace dlc
