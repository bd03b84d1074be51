// Convolution, its two adjoints, and what is made of them. Layout of values: [N, C, spatial…]; of weights:
// [M, C / group, kernel…] (ONNX). There are 1, 2 or 3 spatial dimensions.
#ifndef DLC_NN_CONVOLUTION
#define DLC_NN_CONVOLUTION
include "NNWindow.td"

defvar NN_ConvFormat = !strconcat(NN_SlidingFormat, " (`group` $group^)?");
defvar NN_ConvAttributes = !con(NN_SlidingAttributes, (ins DefaultValuedAttr<I64Attr, "1">:$group));

def NN_ConvOp : NN_InferredOp<"conv", NN_CountedFlops> {
  let summary = "cross-correlation over 1, 2 or 3 dimensions, with optional bias";
  let description = [{
    `pads` are the widths in front of each spatial dimension, then those behind, as ONNX's; without them 0. Strides and
    dilations are 1 where they are not given. Output size: ⌊(in + pads - dilation·(kernel - 1) - 1) / stride⌋ + 1.
    With `auto_pad` same_upper or same_lower pads are such that it is ⌈in / stride⌉, the larger half of an odd number
    behind or in front; valid is no pads.

    - (C1) input and weight have one rank, 3, 4 or 5, and one element type
    - (C2) strides and dilations are positive, pads are not negative, one or two entries for each spatial dimension;
      group ≥ 1; pads and auto_pad are not both given
    - (C3) input channels = weight's dimension 1 · group; output channels are a multiple of group
    - (C4) the bias has shape [output channels]
    - (C5) the output is not empty
  }];
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$weight, Optional<NN_FloatTensor>:$bias), NN_ConvAttributes, NN_AutoPadAttribute);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $weight (`bias` $bias^)? ", NN_ConvFormat, " (`auto_pad` $auto_pad^)? attr-dict `:` type($input) `,` type($weight) (`,` type($bias)^)?");
  let extraClassDeclaration = NN_WindowDeclaration;
}
def NN_ConvBackwardDataOp : NN_PureOp<"conv_backward_data", NN_CountedFlops> {
  let summary = "gradient of a convolution with respect to its input";
  let description = "- (C1) convolving the result type with the weight gives the type of `grad` (C1–C5 of `nn.conv`)";
  let arguments = !con((ins NN_FloatTensor:$grad, NN_FloatTensor:$weight), NN_ConvAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$grad `,` $weight ", NN_ConvFormat, " attr-dict `:` type($grad) `,` type($weight) `->` type($result)");
  let hasVerifier = 1;
  let extraClassDeclaration = NN_WindowDeclaration;
}
def NN_ConvBackwardWeightsOp : NN_PureOp<"conv_backward_weights", NN_CountedFlops> {
  let summary = "gradient of a convolution with respect to its weights";
  let description = "- (C1) convolving `input` with the result type gives the type of `grad` (C1–C5 of `nn.conv`)";
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$grad), NN_ConvAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $grad ", NN_ConvFormat, " attr-dict `:` type($input) `,` type($grad) `->` type($result)");
  let hasVerifier = 1;
  let extraClassDeclaration = NN_WindowDeclaration;
}

def NN_ConvTransposeOp : NN_InferredOp<"conv_transpose", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "transposed convolution: each input element spreads the weights over the output, with optional bias";
  let description = [{
    The adjoint of a convolution with these attributes. The weight is [C, M / group, kernel…]. Output size:
    stride·(in - 1) + dilation·(kernel - 1) + 1 - pads + output_padding; the last adds elements behind. With
    `output_shape` (spatial), or `auto_pad` same_upper or same_lower (output size = in · stride), pads follow from it; the
    larger half of an odd number is behind with same_upper, in front otherwise (ONNX). Where that is more than there is without
    pads, what is behind it is the bias alone, or 0.

    - (C1) input and weight have one rank, 3, 4 or 5, and one element type
    - (C2) strides and dilations are positive, pads and output_padding are not negative, one or two entries for each
      spatial dimension; group ≥ 1; of pads, auto_pad and output_shape at most one is given, or the last two
    - (C3) input channels = weight's dimension 0, and a multiple of group
    - (C4) the bias has shape [output channels], weight's dimension 1 · group
    - (C5) output_padding is less than the stride or the dilation
    - (C6) the output is not empty
  }];
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$weight, Optional<NN_FloatTensor>:$bias), NN_ConvAttributes,
                       (ins OptionalAttr<DenseI64ArrayAttr>:$output_padding, OptionalAttr<DenseI64ArrayAttr>:$output_shape), NN_AutoPadAttribute);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $weight (`bias` $bias^)? ", NN_ConvFormat, " (`output_padding` $output_padding^)? (`output_shape` $output_shape^)? (`auto_pad` $auto_pad^)? attr-dict `:` type($input) `,` type($weight) (`,` type($bias)^)?");
}
def NN_Col2ImOp : NN_InferredOp<"col2im", NN_FlopsPer<1>, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "adds columns, each a block of an image, where they come from: [N, C · block elements, blocks] to [N, C, spatial…]";
  let description = [{
    - (C1) the input has rank 3
    - (C2) image_shape and block_shape have 1, 2 or 3 positive entries; strides and dilations are positive, pads are not
      negative, one or two entries for each of them
    - (C3) the input's dimension 1 is a multiple of the elements of a block
    - (C4) the input's dimension 2 is how many blocks the image has
  }];
  let arguments = !con((ins NN_FloatTensor:$input, DenseI64ArrayAttr:$image_shape, DenseI64ArrayAttr:$block_shape), NN_SlidingAttributes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input custom<Integers>($image_shape, \"kImageShape\") custom<Integers>($block_shape, \"kBlockShape\") ", NN_SlidingFormat, " attr-dict `:` type($input)");
}
#endif // DLC_NN_CONVOLUTION
