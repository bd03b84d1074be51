// Reductions over axes, and what orders or accumulates along one axis.
#ifndef DLC_NN_REDUCTION
#define DLC_NN_REDUCTION
include "NNBase.td"
include "NNInterfaces.td"

class NN_ReduceOp<string mnemonic, Trait cost, string text, Type type = NN_FloatTensor, list<Trait> traits = []>
    : NN_InferredOp<mnemonic, cost, traits> {
  let summary = text;
  let description = [{
    Without `axes`, over all. With `keepdims` a reduced dimension stays as 1.

    - (C1) axes are distinct, each in [-rank, rank)
  }];
  let arguments = (ins type:$input, OptionalAttr<DenseI64ArrayAttr>:$axes, UnitAttr:$keepdims);
  let results = (outs type:$result);
  let assemblyFormat = "$input (`axes` $axes^)? (`keepdims` $keepdims^)? attr-dict `:` type($input)";
}
class NN_CompoundReduceOp<string mnemonic, Trait cost, string text>
    : NN_ReduceOp<mnemonic, cost, text, NN_FloatTensor, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]>;

def NN_ReduceSumOp : NN_ReduceOp<"reduce_sum", NN_FlopsPer<1>, "sum over axes", NN_NumberTensor>;
def NN_ReduceMeanOp : NN_ReduceOp<"reduce_mean", NN_Flops<"count.elements(getInput()) + count.elements(getResult())">, "mean over axes">;
def NN_ReduceMaxOp : NN_ReduceOp<"reduce_max", NN_FlopsPer<1>, "maximum over axes; NaN if any is; equal elements share the derivative evenly", NN_NumberTensor>;
def NN_ReduceMinOp : NN_ReduceOp<"reduce_min", NN_FlopsPer<1>, "minimum over axes; NaN if any is; equal elements share the derivative evenly", NN_NumberTensor>;
def NN_ReduceProdOp : NN_ReduceOp<"reduce_prod", NN_FlopsPer<1>, "product over axes", NN_NumberTensor>;
def NN_ReduceL1Op : NN_CompoundReduceOp<"reduce_l1", NN_FlopsPer<2>, "Σ |x| over axes">;
def NN_ReduceL2Op : NN_CompoundReduceOp<"reduce_l2", NN_FlopsPer<2>, "√Σ x² over axes; derivative 0 where it is 0">;
def NN_ReduceLogSumOp : NN_CompoundReduceOp<"reduce_log_sum", NN_Flops<"count.elements(getInput()) + count.elements(getResult())">, "log Σ x over axes">;
def NN_ReduceLogSumExpOp : NN_CompoundReduceOp<"reduce_log_sum_exp", NN_FlopsPer<4>, "log Σ e^x over axes, without overflow">;
def NN_ReduceSumSquareOp : NN_CompoundReduceOp<"reduce_sum_square", NN_FlopsPer<2>, "Σ x² over axes">;

class NN_ArgOp<string mnemonic, string text> : NN_InferredOp<mnemonic, NN_FlopsPer<1>> {
  let summary = text;
  let description = [{
    With `select_last_index`, of the last such element. NaN counts as one. With `keepdims` the axis stays as 1.

    - (C1) -rank ≤ axis < rank
  }];
  let arguments = (ins NN_NumberTensor:$input, I64Attr:$axis, UnitAttr:$keepdims, UnitAttr:$select_last_index);
  let results = (outs NN_IndexTensor:$result);
  let assemblyFormat = "$input custom<Integer>($axis, \"kAxis\") (`keepdims` $keepdims^)? (`select_last_index` $select_last_index^)? attr-dict `:` type($input)";
}
def NN_ArgMaxOp : NN_ArgOp<"arg_max", "index (i64) of the first maximum along an axis, which is dropped">;
def NN_ArgMinOp : NN_ArgOp<"arg_min", "index (i64) of the first minimum along an axis, which is dropped">;

def NN_CumsumOp : NN_PureOp<"cumsum", NN_FlopsPer<1>, [SameOperandsAndResultType]> {
  let summary = "sum along an axis of the elements up to each; `exclusive`: before it; `reverse`: from each on";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_NumberTensor:$input, I64Attr:$axis, UnitAttr:$exclusive, UnitAttr:$reverse);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$input custom<Integer>($axis, \"kAxis\") (`exclusive` $exclusive^)? (`reverse` $reverse^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
def NN_SortOp : NN_InferredOp<"sort", NN_CountedFlops> {
  let summary = "elements in ascending order along an axis, and the indices (i64) where they were; NaN is the greatest";
  let description = [{
    Equal elements keep their order, with `descending` too.

    - (C1) -rank ≤ axis < rank
  }];
  let arguments = (ins NN_NumberTensor:$input, I64Attr:$axis, UnitAttr:$descending);
  let results = (outs NN_NumberTensor:$values, NN_IndexTensor:$indices);
  let assemblyFormat = "$input custom<Integer>($axis, \"kAxis\") (`descending` $descending^)? attr-dict `:` type($input)";
}

def NN_TopKOp : NN_InferredOp<"top_k", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>, DeclareOpInterfaceMethods<NN_LimitedSizesOpInterface>]> {
  let summary = "the k greatest elements along an axis in descending order, and their indices (i64); `smallest`: the least, ascending";
  let description = [{
    Of equal elements the first ones are taken. NaN is the greatest.

    - (C1) -rank ≤ axis < rank
    - (C2) 0 ≤ k ≤ the size there; for a dynamic size this is checked when the size is given
  }];
  let arguments = (ins NN_NumberTensor:$input, I64Attr:$k, DefaultValuedAttr<I64Attr, "-1">:$axis, UnitAttr:$smallest);
  let results = (outs NN_NumberTensor:$values, NN_IndexTensor:$indices);
  let assemblyFormat = "$input custom<Integer>($k, \"kK\") (`axis` $axis^)? (`smallest` $smallest^)? attr-dict `:` type($input)";
}

// Costs: two comparisons, subtract, scale, and the addition of 1.
def NN_HistogramOp : NN_PureOp<"histogram", NN_FlopsPer<5>, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>,
    TypesMatchWith<"lower bound is a number of the input's element type", "input", "low",
                   "::dlc::nn::SizedTensorType::get({}, ::mlir::getElementTypeOrSelf($_self))">,
    TypesMatchWith<"upper bound is a number of the input's element type", "input", "high",
                   "::dlc::nn::SizedTensorType::get({}, ::mlir::getElementTypeOrSelf($_self))">]> {
  let summary = "how many elements lie in each of the bins of equal width between two bounds";
  let description = [{
    ```mlir
    %counts = nn.histogram %x from %low to %high : tensor<?x10xf32> -> tensor<32xi64>
    ```

    A bin holds its lower edge; the last one holds its upper edge too. Elements beyond the bounds and NaN are in none, as
    numpy.histogram has it. Bounds are values, because they are often those of the data; where they are equal, elements that equal
    them are in the last bin, and where the lower one is greater or one is NaN, all bins are empty.

    - (C1) the result has rank 1, and a static size of at least 1
    - (C2) bounds are numbers of the input's element type
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$low, NN_FloatTensor:$high);
  let results = (outs NN_IndexTensor:$result);
  let assemblyFormat = "$input `from` $low `to` $high attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def NN_SizeOp : NN_PureOp<"size", NN_ViewCost> {
  let summary = "the number of elements over axes, as a scalar of the result's element type; without axes, over all";
  let description = "- (C1) axes are distinct, each in [-rank, rank)\n- (C2) the result has rank 0";
  let arguments = (ins NN_AnyTensor:$input, OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$input (`axes` $axes^)? attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
#endif // DLC_NN_REDUCTION
