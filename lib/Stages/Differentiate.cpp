// differentiate: gradients and updates become their computation. In: nn and train. Out: nn.
#include "Autodiff/Passes.h"
#include "Conversion/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addDifferentiate(OpPassManager &passes, const StageOptions &options) {
  passes.addPass(createDifferentiate());
  passes.addPass(createConvertTrainToNN());
  // What the reverse walk wrote twice, or for nobody.
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<nn::FuncOp>(createHoistUpdates());
  RecomputeOptions recompute;
  recompute.maxBytes = options.maxBytes;
  recompute.batch = options.batch;
  passes.addNestedPass<nn::FuncOp>(createRecompute(recompute));
  addContract(passes, "differentiate", {"nn", "train.rank_mean", "train.rank_sum"});
}
} // namespace dlc
