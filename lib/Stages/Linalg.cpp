// linalg: nn becomes contractions and loop nests on tensors, and neighbours are merged. In: nn. Out: kernel,
// linalg, tensor, scf where places of a tensor are data and for control flow; variables stay in the module.
#include "Codegen/Passes.h"
#include "Conversion/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addLinalg(OpPassManager &passes, const StageOptions &options) {
  passes.addNestedPass<nn::FuncOp>(createWidenNarrowFloats());
  // First what a kernel fits; all that is left becomes loops.
  passes.addPass(createConvertNNToKernel());
  ConvertNNToLinalgOptions conversion;
  conversion.batchArgument = true;
  passes.addPass(createConvertNNToLinalg(conversion));
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  OpPassManager &functions = passes.nest<func::FuncOp>();
  // Chains first: an epilogue takes one loop, so it should be the whole chain.
  functions.addPass(createFuseElementwise());
  functions.addPass(createFuseEpilogue());
  functions.addPass(createSplitBatchSums());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  addContract(passes, "linalg",
              {"nn.variable", "train.exchange", "kernel", "linalg", "tensor", "scf", "bufferization", "arith",
               "math", "func"});
}
} // namespace dlc
