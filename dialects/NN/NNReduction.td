// Reductions over axes.
#ifndef DLC_NN_REDUCTION
#define DLC_NN_REDUCTION
include "NNBase.td"
class NN_ReduceOp<string mnemonic, string text, Type type> : NN_InferredOp<mnemonic> {
  let summary = text;
  let description = [{
    Without `axes`, over all. With `keepdims` a reduced dimension stays as 1.

    - (C1) axes are distinct, each in [-rank, rank)
  }];
  let arguments = (ins type:$input, OptionalAttr<DenseI64ArrayAttr>:$axes, UnitAttr:$keepdims);
  let results = (outs type:$result);
  let assemblyFormat = "$input (`axes` $axes^)? (`keepdims` $keepdims^)? attr-dict `:` type($input)";
}
def NN_ReduceSumOp : NN_ReduceOp<"reduce_sum", "sum over axes", NN_NumberTensor>;
def NN_ReduceMeanOp : NN_ReduceOp<"reduce_mean", "mean over axes", NN_FloatTensor>;
def NN_ReduceMaxOp : NN_ReduceOp<"reduce_max", "maximum over axes", NN_NumberTensor>;
def NN_ArgMaxOp : NN_InferredOp<"arg_max"> {
  let summary = "index (i64) of the first maximum along an axis, which is dropped";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_NumberTensor:$input, I64Attr:$axis);
  let results = (outs NN_IndexTensor:$result);
  let assemblyFormat = "$input custom<Integer>($axis, \"kAxis\") attr-dict `:` type($input)";
}
def NN_SizeOp : NN_PureOp<"size"> {
  let summary = "the number of elements over axes, as a scalar of the result's element type; without axes, over all";
  let description = "- (C1) axes are distinct, each in [-rank, rank)\n- (C2) the result has rank 0";
  let arguments = (ins NN_AnyTensor:$input, OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$input (`axes` $axes^)? attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
#endif // DLC_NN_REDUCTION
