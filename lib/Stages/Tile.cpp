// tile: contractions become tiles of vectors, all else loops whose innermost one LLVM vectorises. In: kernel
// and linalg on memref. Out: scf, vector, memref, kernel.first_of_part, and calls of LLVM's intrinsics for
// products of bytes.
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addTile(OpPassManager &passes, const StageOptions &options) {
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createChooseConvolutions({options.convolution, options.keepPrepared}));
  functions.addPass(createGroupImages());
  functions.addPass(createExpandKernels({options.keepPrepared}));
  functions.addPass(createInterleaveCopies());
  // After kernels, which leave loops over their scratch memory.
  functions.addPass(createLowerLoops());
  functions.addPass(createMergeImageLoops());
  passes.addPass(createExpandTiles());
  passes.addPass(createExpandMath());
  passes.addPass(createExpandNarrowFloats());
  OpPassManager &expanded = passes.nest<func::FuncOp>();
  expanded.addPass(createCanonicalizerPass());
  expanded.addPass(createCSEPass());
  expanded.addPass(createLoopInvariantCodeMotionPass());
  addContract(passes, "tile",
              {"nn.variable", "train.exchange", "kernel.first_of_part", "scf", "vector", "memref", "arith",
               "math", "func", "llvm.call_intrinsic"});
}
} // namespace dlc
