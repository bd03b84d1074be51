// bufferize: tensors become buffers; variables are updated in place. In: kernel, linalg, tensor, scf. Out:
// the same on memref. Before `tile`, because whether memory is shared depends on operations and not on how
// they are tiled.
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addBufferize(OpPassManager &passes, const StageOptions &options) {
  passes.addNestedPass<func::FuncOp>(createSeparateDestinations());
  passes.addPass(createPlaceResults());
  // Results are computed where they belong.
  passes.addNestedPass<func::FuncOp>(createEliminateEmptyTensors());
  passes.addPass(bufferization::createOneShotBufferizePass());
  passes.addPass(memref::createFoldMemRefAliasOpsPass());
  // A place in a reshaped buffer became a quotient and a remainder of one in the buffer.
  passes.addPass(affine::createAffineExpandIndexOpsAsAffinePass());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  passes.addNestedPass<func::FuncOp>(createForwardCopies());
  addContract(
      passes, "bufferize",
      {"nn.variable", "train.exchange", "kernel", "linalg", "scf", "memref", "arith", "math", "func"});
}
} // namespace dlc
