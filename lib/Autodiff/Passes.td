// Passes that expand train ops into nn ops.
#ifndef DLC_AUTODIFF_PASSES
#define DLC_AUTODIFF_PASSES
include "mlir/Pass/PassBase.td"

def Differentiate : Pass<"train-differentiate", "::mlir::ModuleOp"> {
  let summary = "expands each train.gradient and train.jvp into nn ops, by reverse-mode differentiation";
  let description = [{
    Walks from the loss backwards over the ops that depend on the values asked for, and writes each one's derivative
    rule in front of the gradient op. Gradients are nn ops again, so that a later gradient may differentiate them. Calls
    must have been inlined. Example: test/Autodiff/differentiate.mlir.

    Ops on bf16 and f16 that the walk meets are first written as ops on f32 between casts: counts and epsilons of rules and
    decompositions have no place in 16 bits. Example: test/EndToEnd/narrow-derivatives.mlir.

    A train.jvp is two such walks, of which the second differentiates the first (docs/decisions/0014-forward-mode.md). Example:
    test/Autodiff/forward-mode.mlir. Behind it no nn.stop_gradient and no train.independent is left: nobody asks any more.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}
#endif // DLC_AUTODIFF_PASSES
