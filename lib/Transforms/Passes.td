// Passes on nn that prepare a module: what the simplify stage is made of.
#ifndef DLC_TRANSFORMS_PASSES
#define DLC_TRANSFORMS_PASSES
include "mlir/Pass/PassBase.td"

def InlineCalls : Pass<"nn-inline-calls", "::mlir::ModuleOp"> {
  let summary = "replaces each nn.call by the body of its callee";
  let description = [{
    A network is small next to what is compiled from it, and every later pass (state, gradients, fusion) looks through
    calls anyway. Recursion is an error. Example: test/Transforms/inline-calls.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def LiftState : Pass<"nn-lift-state", "::mlir::ModuleOp"> {
  let summary = "state becomes values: functions take variables and return their next versions";
  let description = [{
    Each variable that a function touches becomes an argument behind its own ones, each one that it assigns a result
    behind its own ones, both in the order of the module. `nn.state_arguments` and `nn.state_results` name them. A read
    after an assignment gives the assigned value. Calls must have been inlined. Example: test/Transforms/lift-state.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}

def FoldBatchNorm : Pass<"nn-fold-batch-norm", "::mlir::ModuleOp"> {
  let summary = "inference batch norm goes into the weights and bias of the product in front of it";
  let description = [{
    `nn.batch_norm` behind `nn.conv`, or behind `nn.matmul` with or without a bias added, is a factor and a shift per output
    channel. They go into the weights and the bias by nn ops, which cost one pass over the weights; one over the
    activations is saved. State must be values (`nn-lift-state`). It backs off where the product, or the sum with
    its bias, has another use: both forms would have to be computed. Results change by rounding only.
    Examples: test/Transforms/fold-batch-norm.mlir, for the numbers test/EndToEnd/fold-batch-norm.mlir.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect"];
}
#endif // DLC_TRANSFORMS_PASSES
