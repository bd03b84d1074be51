// llvm: everything becomes the LLVM dialect, by upstream's conversions. In: scf, vector, memref. Out:
// llvm.
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addLLVM(OpPassManager &passes, const StageOptions &options) {
  passes.addPass(createSCFToControlFlowPass());
  passes.addNestedPass<func::FuncOp>(createReinterpretReshapes());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createConvertMathToLLVMPass());
  passes.addPass(createConvertMathToLibmPass()); // what is left, in f64
  passes.addPass(createConvertToLLVMPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  passes.addPass(createNarrowFloatsAsIntegers());
  passes.addPass(createFlattenGlobals());
  passes.addPass(createCanonicalizerPass());
  addContract(passes, "llvm", {"llvm"});
}
} // namespace dlc
