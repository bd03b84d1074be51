// Passes that expand train ops into nn ops.
#ifndef DLC_AUTODIFF_PASSES
#define DLC_AUTODIFF_PASSES
include "mlir/Pass/PassBase.td"

def Differentiate : Pass<"train-differentiate", "::mlir::ModuleOp"> {
  let summary = "expands each train.gradient into nn ops by reverse-mode differentiation";
  let description = [{
    Walks from the loss backwards over the ops that depend on the values asked for, and writes each one's derivative
    rule in front of the gradient op. Gradients are nn ops again, so that a later gradient may differentiate them. Calls
    must have been inlined. Example: test/Autodiff/differentiate.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}
#endif // DLC_AUTODIFF_PASSES
