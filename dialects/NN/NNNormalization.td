// Normalisations, and softmax.
#ifndef DLC_NN_NORMALIZATION
#define DLC_NN_NORMALIZATION
include "NNBase.td"
include "NNInterfaces.td"

// Over the batch (Ioffe and Szegedy, 2015).
// Costs: subtract, multiply, multiply, add; statistics are a sum, then subtract, square, sum.
def NN_BatchNormOp : NN_PureOp<"batch_norm", NN_FlopsPer<4>, [AllTypesMatch<["input", "result"]>]> {
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
def NN_BatchNormTrainingOp : NN_InferredOp<"batch_norm_training", NN_FlopsPer<8>> {
  let summary = "batch norm with the statistics of this batch, which it also gives (biased variance)";
  let description = "- (C1) as `nn.batch_norm`\n- (C2) epsilon > 0";
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$scale, NN_FloatTensor:$bias,
                       DefaultValuedAttr<F64Attr, "1e-5">:$epsilon);
  let results = (outs NN_FloatTensor:$result, NN_FloatTensor:$mean, NN_FloatTensor:$variance);
  let assemblyFormat = "$input `scale` $scale `bias` $bias attr-dict `:` type($input) `,` type($scale) `,` type($bias)";
  let hasVerifier = 1;
}
// Costs: maximum, subtract, exp, sum, divide or subtract.
def NN_SoftmaxOp : NN_PureOp<"softmax", NN_FlopsPer<5>, [SameOperandsAndResultType]> {
  let summary = "e^x / Σ e^x along an axis, without overflow";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
def NN_LogSoftmaxOp : NN_PureOp<"log_softmax", NN_FlopsPer<5>, [SameOperandsAndResultType]> {
  let summary = "x - log Σ e^x along an axis, without overflow";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}

// Over dimensions of each example. Scale and bias are optional: a factor and a shift behind the normalisation.
// Costs: a sum, then subtract, square, sum, then multiply, multiply, add.
class NN_AffineNormOp<string mnemonic, string text, dag parameters, string format>
    : NN_PureOp<mnemonic, NN_FlopsPer<8>, [AttrSizedOperandSegments, AllTypesMatch<["input", "result"]>,
                           DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = text;
  let arguments = !con((ins NN_FloatTensor:$input, Optional<NN_FloatTensor>:$scale, Optional<NN_FloatTensor>:$bias), parameters,
                       (ins DefaultValuedAttr<F64Attr, "1e-5">:$epsilon));
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input (`scale` $scale^)? (`bias` $bias^)? ", format, " (`epsilon` custom<Number>($epsilon)^)? attr-dict `:` type($input) (`,` type($scale)^)? (`,` type($bias)^)?");
  let hasVerifier = 1;
}
def NN_LayerNormOp : NN_AffineNormOp<"layer_norm",
    "(x - mean) / √(variance + epsilon) · scale + bias, over the dimensions from `axis` on (Ba et al., 2016)",
    (ins DefaultValuedAttr<I64Attr, "-1">:$axis), "(`axis` $axis^)?"> {
  let description = [{
    - (C1) -rank ≤ axis < rank, and the batch is in front of it
    - (C2) scale and bias have the shape from `axis` on and the input's element type; there is no bias without a scale
    - (C3) epsilon > 0
  }];
}
def NN_GroupNormOp : NN_AffineNormOp<"group_norm",
    "(x - mean) / √(variance + epsilon) · scale + bias, over `num_groups` groups of channels (dimension 1) and all behind (Wu and He, 2018)",
    (ins I64Attr:$num_groups), "custom<Integer>($num_groups, \"kNumGroups\")"> {
  let description = [{
    - (C1) the input has rank ≥ 2, and num_groups ≥ 1 divides its channels
    - (C2) scale and bias have shape [channels] and the input's element type; there is no bias without a scale
    - (C3) epsilon > 0
  }];
}
def NN_InstanceNormOp : NN_AffineNormOp<"instance_norm",
    "(x - mean) / √(variance + epsilon) · scale + bias, over the dimensions behind each channel (Ulyanov et al., 2016)", (ins), ""> {
  let description = [{
    - (C1) the input has rank ≥ 3
    - (C2) scale and bias have shape [channels] and the input's element type; there is no bias without a scale
    - (C3) epsilon > 0
  }];
}
def NN_RmsNormOp : NN_PureOp<"rms_norm", NN_FlopsPer<4>, [AllTypesMatch<["input", "result"]>, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "x / √(mean of x² + epsilon) · scale, over the dimensions from `axis` on (Zhang and Sennrich, 2019)";
  let description = [{
    - (C1) -rank ≤ axis < rank, and the batch is in front of it
    - (C2) scale has the shape from `axis` on and the input's element type
    - (C3) epsilon > 0
  }];
  let arguments = (ins NN_FloatTensor:$input, Optional<NN_FloatTensor>:$scale, DefaultValuedAttr<I64Attr, "-1">:$axis,
                       DefaultValuedAttr<F64Attr, "1e-5">:$epsilon);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`scale` $scale^)? (`axis` $axis^)? (`epsilon` custom<Number>($epsilon)^)? attr-dict `:` type($input) (`,` type($scale)^)?";
  let hasVerifier = 1;
}
def NN_LrnOp : NN_PureOp<"lrn", NN_CountedFlops, [SameOperandsAndResultType, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "x / (bias + alpha / size · Σ x²)^beta, the sum over `size` neighbouring channels (Krizhevsky et al., 2012)";
  let description = [{
    The window of channel c reaches from c - ⌊(size - 1) / 2⌋ to c + ⌈(size - 1) / 2⌉; what is no channel counts 0.

    - (C1) the input has rank ≥ 3
    - (C2) size ≥ 1
  }];
  let arguments = (ins NN_FloatTensor:$input, I64Attr:$size, DefaultValuedAttr<F64Attr, "1e-4">:$alpha,
                       DefaultValuedAttr<F64Attr, "0.75">:$beta, DefaultValuedAttr<F64Attr, "1.0">:$bias);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input custom<Integer>($size, \"kSize\") (`alpha` custom<Number>($alpha)^)? (`beta` custom<Number>($beta)^)? (`bias` custom<Number>($bias)^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
def NN_LpNormalizationOp : NN_PureOp<"lp_normalization", NN_FlopsPer<3>, [SameOperandsAndResultType, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "x / max(‖x‖, epsilon) along an axis, by the norm Σ |x| (p = 1) or √Σ x² (p = 2)";
  let description = "- (C1) -rank ≤ axis < rank\n- (C2) p is 1 or 2\n- (C3) epsilon > 0";
  let arguments = (ins NN_FloatTensor:$input, DefaultValuedAttr<I64Attr, "-1">:$axis, DefaultValuedAttr<I64Attr, "2">:$p,
                       DefaultValuedAttr<F64Attr, "1e-12">:$epsilon);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input (`axis` $axis^)? (`p` $p^)? (`epsilon` custom<Number>($epsilon)^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
#endif // DLC_NN_NORMALIZATION
