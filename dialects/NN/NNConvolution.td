// Convolution and its two adjoints. Layout of values: [N, C, spatial…]; of weights: [M, C / group, kernel…] (ONNX).
#ifndef DLC_NN_CONVOLUTION
#define DLC_NN_CONVOLUTION
include "NNBase.td"
// Window attributes are written `pads [2, 2, 2, 2]`, those at their defaults not at all.
defvar NN_ConvWindow = "(`strides` $strides^)? (`pads` $pads^)? (`dilations` $dilations^)? (`group` $group^)?";
defvar NN_ConvAttributes = (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$strides,
      DefaultValuedAttr<DenseI64ArrayAttr, "{0, 0, 0, 0}">:$pads,
      DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
      DefaultValuedAttr<I64Attr, "1">:$group);
def NN_ConvOp : NN_InferredOp<"conv"> {
  let summary = "2-D cross-correlation with optional bias";
  let description = [{
    `pads` are [top, left, bottom, right], as ONNX's. Output size: ⌊(in + pads - dilation·(kernel - 1) - 1) / stride⌋ + 1.

    - (C1) input and weight have rank 4 and one element type
    - (C2) strides, dilations have 2 positive entries, pads 4 non-negative ones, group ≥ 1
    - (C3) input channels = weight's dimension 1 · group; output channels are a multiple of group
    - (C4) the bias has shape [output channels]
    - (C5) the output is not empty
  }];
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$weight, Optional<NN_FloatTensor>:$bias), NN_ConvAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $weight (`bias` $bias^)? ", NN_ConvWindow, " attr-dict `:` type($input) `,` type($weight) (`,` type($bias)^)?");
}
def NN_ConvBackwardDataOp : NN_PureOp<"conv_backward_data"> {
  let summary = "gradient of a convolution with respect to its input";
  let description = "- (C1) convolving the result type with the weight gives the type of `grad` (C1–C5 of `nn.conv`)";
  let arguments = !con((ins NN_FloatTensor:$grad, NN_FloatTensor:$weight), NN_ConvAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$grad `,` $weight ", NN_ConvWindow, " attr-dict `:` type($grad) `,` type($weight) `->` type($result)");
  let hasVerifier = 1;
}
def NN_ConvBackwardWeightsOp : NN_PureOp<"conv_backward_weights"> {
  let summary = "gradient of a convolution with respect to its weights";
  let description = "- (C1) convolving `input` with the result type gives the type of `grad` (C1–C5 of `nn.conv`)";
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$grad), NN_ConvAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $grad ", NN_ConvWindow, " attr-dict `:` type($input) `,` type($grad) `->` type($result)");
  let hasVerifier = 1;
}
#endif // DLC_NN_CONVOLUTION
