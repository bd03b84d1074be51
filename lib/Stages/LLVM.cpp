// llvm: everything becomes the LLVM dialect, by upstream's conversions. In: scf, vector, memref. Out:
// llvm.
#include "Codegen/Passes.h"
#include "Stages/CheckStage.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dlc {
void addLLVM(OpPassManager &passes, const StageOptions &options) {
  // Each function by itself, so that several are converted at once.
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createSCFToControlFlowPass());
  functions.addPass(createReinterpretReshapes());
  functions.addPass(memref::createExpandStridedMetadataPass());
  functions.addPass(createLowerAffinePass());
  functions.addPass(createConvertVectorToLLVMPass());
  functions.addPass(createConvertMathToLLVMPass());
  passes.addPass(createConvertMathToLibmPass()); // what is left, in f64
  passes.addPass(createConvertToLLVMPass());
  passes.addPass(createReconcileUnrealizedCastsPass());
  passes.addPass(createNarrowFloatsAsIntegers());
  passes.addPass(createFlattenGlobals());
  passes.addNestedPass<LLVM::LLVMFuncOp>(createCanonicalizerPass());
  addContract(passes, "llvm", {"llvm"});
}
} // namespace dlc
