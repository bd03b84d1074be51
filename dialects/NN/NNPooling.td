// Pooling over windows of [N, C, H, W].
#ifndef DLC_NN_POOLING
#define DLC_NN_POOLING
include "NNBase.td"
// Written `kernel_shape [2, 2] strides [2, 2]`; the generated form in braces is read too.
defvar NN_PoolWindow = "custom<Integers>($kernel_shape, \"kKernelShape\") custom<Integers>($strides, \"kStrides\") (`pads` $pads^)?";
defvar NN_PoolAttributes = (ins DenseI64ArrayAttr:$kernel_shape, DenseI64ArrayAttr:$strides,
      DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads);
def NN_MaxPoolOp : NN_InferredOp<"max_pool"> {
  let summary = "maximum over windows; padding never wins";
  let description = [{
    - (C1) the input has rank 4
    - (C2) kernel_shape and strides have 2 positive entries, pads 4 non-negative ones, each smaller than the kernel
    - (C3) the output is not empty
  }];
  let arguments = !con((ins NN_FloatTensor:$input), NN_PoolAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input ", NN_PoolWindow, " attr-dict `:` type($input)");
}
def NN_MaxPoolBackwardOp : NN_PureOp<"max_pool_backward", [AllTypesMatch<["input", "result"]>]> {
  let summary = "gradient of max_pool: goes to the first maximum of each window, in row-major order";
  let description = "- (C1) max_pool of `input` has the type of `grad`";
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$grad), NN_PoolAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $grad ", NN_PoolWindow, " attr-dict `:` type($input) `,` type($grad)");
  let hasVerifier = 1;
}
#endif // DLC_NN_POOLING
