// Pooling over windows of [N, C, spatial…], and over all that is spatial. There are 1, 2 or 3 spatial dimensions.
#ifndef DLC_NN_POOLING
#define DLC_NN_POOLING
include "NNWindow.td"

// Written `kernel_shape [2, 2] strides [2, 2]`; the generated form in braces is read too.
defvar NN_PoolFormat = !strconcat("custom<Integers>($kernel_shape, \"kKernelShape\") ", NN_SlidingFormat);
defvar NN_PoolAttributes = !con((ins DenseI64ArrayAttr:$kernel_shape), NN_SlidingAttributes);

class NN_PoolOp<string mnemonic, Trait cost, string text, dag parameters = (ins), string format = "", list<Trait> traits = []>
    : NN_InferredOp<mnemonic, cost, traits> {
  let summary = text;
  let description = [{
    Strides and dilations are 1 and pads 0 where they are not given; pads and `auto_pad` as in `nn.conv`. With `ceil_mode`
    a last window may reach beyond the pads behind, if it begins in front of them.

    - (C1) the input has rank 3, 4 or 5
    - (C2) kernel_shape, strides and dilations are positive, pads are not negative, one or two entries for each spatial
      dimension; each pad is smaller than the window; pads and auto_pad are not both given
    - (C3) the output is not empty
  }];
  let arguments = !con((ins NN_FloatTensor:$input), NN_PoolAttributes, NN_AutoPadAttribute, (ins UnitAttr:$ceil_mode), parameters);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input ", NN_PoolFormat, " (`auto_pad` $auto_pad^)? (`ceil_mode` $ceil_mode^)? ", format, " attr-dict `:` type($input)");
  let extraClassDeclaration = NN_WindowDeclaration;
}
class NN_CompoundPoolOp<string mnemonic, Trait cost, string text, dag parameters, string format>
    : NN_PoolOp<mnemonic, cost, text, parameters, format, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]>;

def NN_MaxPoolOp : NN_PoolOp<"max_pool", NN_CountedFlops, "maximum over windows; padding never wins">;
def NN_MaxPoolIndicesOp : NN_PoolOp<"max_pool_indices", NN_CountedFlops,
    "where max_pool finds its maxima: the index (i64) of the first of each window, counted row by row over the spatial dimensions"> {
  let results = (outs NN_IndexTensor:$result);
}
def NN_MaxPoolBackwardOp : NN_PureOp<"max_pool_backward", NN_CountedFlops, [AllTypesMatch<["input", "result"]>]> {
  let summary = "gradient of max_pool: goes to the first maximum of each window, in row-major order";
  let description = "- (C1) max_pool of `input` has the type of `grad` (C1–C3 of `nn.max_pool`)";
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$grad), NN_PoolAttributes, (ins UnitAttr:$ceil_mode));
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $grad ", NN_PoolFormat, " (`ceil_mode` $ceil_mode^)? attr-dict `:` type($input) `,` type($grad)");
  let hasVerifier = 1;
  let extraClassDeclaration = NN_WindowDeclaration;
}
def NN_AveragePoolOp : NN_CompoundPoolOp<"average_pool", NN_CountedFlops,
    "mean over windows, of the elements of the input; `count_include_pad`: of padding too, whose elements are 0",
    (ins UnitAttr:$count_include_pad), "(`count_include_pad` $count_include_pad^)?"> {
  let description = "- (C1)–(C3) as `nn.max_pool`, whose attributes it has\n- (C4) along a dynamic size it has no pads, or `count_include_pad`";
}
def NN_LpPoolOp : NN_CompoundPoolOp<"lp_pool", NN_CountedFlops, "(Σ |x|^p)^(1/p) over windows, by default p = 2; derivative 0 where it is 0",
    (ins DefaultValuedAttr<I64Attr, "2">:$p), "(`p` $p^)?"> {
  let description = "- (C1)–(C3) as `nn.max_pool`, whose attributes it has\n- (C4) p ≥ 1";
  let hasVerifier = 1;
}

class NN_GlobalPoolOp<string mnemonic, Trait cost, string text, dag parameters = (ins), string format = "">
    : NN_InferredOp<mnemonic, cost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = text;
  let description = "- (C1) the input has rank ≥ 3";
  let arguments = !con((ins NN_FloatTensor:$input), parameters);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input ", format, " attr-dict `:` type($input)");
}
def NN_GlobalAveragePoolOp : NN_GlobalPoolOp<"global_average_pool", NN_Flops<"count.elements(getInput()) + count.elements(getResult())">, "mean over the spatial dimensions, which become 1">;
def NN_GlobalMaxPoolOp : NN_GlobalPoolOp<"global_max_pool", NN_FlopsPer<1>,
    "maximum over the spatial dimensions, which become 1; equal elements share the derivative evenly">;
def NN_GlobalLpPoolOp : NN_GlobalPoolOp<"global_lp_pool", NN_Flops<"Count(2) * count.elements(getInput()) + count.elements(getResult())">,
    "(Σ |x|^p)^(1/p) over the spatial dimensions, which become 1; derivative 0 where it is 0",
    (ins DefaultValuedAttr<I64Attr, "2">:$p), "(`p` $p^)?"> {
  let description = "- (C1) the input has rank ≥ 3\n- (C2) p ≥ 1";
  let hasVerifier = 1;
}
#endif // DLC_NN_POOLING
