// Batch normalisation (Ioffe and Szegedy, 2015) and softmax.
#ifndef DLC_NN_NORMALIZATION
#define DLC_NN_NORMALIZATION
include "NNBase.td"
def NN_BatchNormOp : NN_PureOp<"batch_norm", [AllTypesMatch<["input", "result"]>]> {
  let summary = "(x - mean) / √(variance + epsilon) · scale + bias, per channel (dimension 1)";
  let description = [{
    In a training step, `mean` and `variance` being read from variables, the statistics are those of the batch and the
    variables become (1 - momentum) · variable + momentum · statistic (unbiased variance), as PyTorch's.

    - (C1) the input has rank ≥ 2; scale, bias, mean, variance have shape [channels] and the input's element type
    - (C2) epsilon > 0, 0 ≤ momentum ≤ 1
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$scale, NN_FloatTensor:$bias, NN_FloatTensor:$mean,
                       NN_FloatTensor:$variance, DefaultValuedAttr<F64Attr, "1e-5">:$epsilon,
                       DefaultValuedAttr<F64Attr, "0.1">:$momentum);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input `scale` $scale `bias` $bias `mean` $mean `variance` $variance attr-dict `:` type($input) `,` type($scale) `,` type($bias) `,` type($mean) `,` type($variance)";
  let hasVerifier = 1;
}
def NN_BatchNormTrainingOp : NN_InferredOp<"batch_norm_training"> {
  let summary = "batch norm with the statistics of this batch, which it also gives (biased variance)";
  let description = "- (C1) as `nn.batch_norm`\n- (C2) epsilon > 0";
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$scale, NN_FloatTensor:$bias,
                       DefaultValuedAttr<F64Attr, "1e-5">:$epsilon);
  let results = (outs NN_FloatTensor:$result, NN_FloatTensor:$mean, NN_FloatTensor:$variance);
  let assemblyFormat = "$input `scale` $scale `bias` $bias attr-dict `:` type($input) `,` type($scale) `,` type($bias)";
  let hasVerifier = 1;
}
def NN_SoftmaxOp : NN_PureOp<"softmax", [SameOperandsAndResultType]> {
  let summary = "e^x / Σ e^x along an axis, without overflow";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
def NN_LogSoftmaxOp : NN_PureOp<"log_softmax", [SameOperandsAndResultType]> {
  let summary = "x - log Σ e^x along an axis, without overflow";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
#endif // DLC_NN_NORMALIZATION
