// Conversions from one dialect to another.
#ifndef DLC_CONVERSION_PASSES
#define DLC_CONVERSION_PASSES
include "mlir/Pass/PassBase.td"

def ConvertNNToLinalg : Pass<"convert-nn-to-linalg", "::mlir::ModuleOp"> {
  let summary = "lowers nn to linalg on tensors, arith, math, scf and func";
  let description = [{
    Every op of `nn` becomes structured loops over tensors, control flow that of `scf`; `nn.func` becomes `func.func`, whose arguments and results
    keep their names as the attribute `nn.name`. The batch `?` is the size of the op's first operand that has one, or
    of the function's first argument that does.

    State must be values by now: `nn.variable`, `nn.read` and `nn.assign` are errors. With `batch-argument`, functions
    take the batch as a first argument of type index and every size comes from it: a function needs no other argument
    that tells it, and variables stay in the module.

    Tests: test/Conversion/NNToLinalg/ops.mlir for the form, test/EndToEnd for the numbers.
  }];
  let options = [Option<"batchArgument", "batch-argument", "bool", "false", "Functions take the batch as their first argument">];
  let dependentDialects = ["::dlc::kernel::KernelDialect", "::mlir::arith::ArithDialect",
                           "::mlir::bufferization::BufferizationDialect", "::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertNNToKernel : Pass<"convert-nn-to-kernel", "::mlir::ModuleOp"> {
  let summary = "lowers contractions and max pooling to kernel ops on tensors";
  let description = [{
    `nn.matmul`, `nn.conv` and its two adjoints, `nn.max_pool` by pairs and `nn.max_pool_backward` become `kernel` ops, a
    bias their epilogue. Left alone, for convert-nn-to-linalg: a gradient with respect to the input of a convolution with
    a stride, or with pads wider than its window; pooling by other windows.

    Test: test/Conversion/NNToKernel/contractions.mlir.
  }];
  let dependentDialects = ["::dlc::kernel::KernelDialect", "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertTrainToNN : Pass<"convert-train-to-nn", "::mlir::ModuleOp"> {
  let summary = "replaces each train.apply by the formula of its optimizer in nn ops";
  let description = [{
    After train-differentiate; no `train` op is left. Factors that depend on the step alone (learning rate, bias
    correction) are scalars, computed once for each `train.apply`, in f64 where they are small differences. The rest is
    elementwise, but for the norms of LAMB.

    Tests: test/Conversion/TrainToNN/optimizers.mlir for the form, test/Optimizers for the numbers.
  }];
  let dependentDialects = ["::dlc::nn::NNDialect", "::dlc::train::TrainDialect"];
}
#endif // DLC_CONVERSION_PASSES
