// Reading and writing at places that are data. An index < 0 counts from the end. One that is out of range reads 0 and
// writes nothing: each op is then the exact adjoint of another, and no memory is touched that is not the tensor's.
#ifndef DLC_NN_INDEXING
#define DLC_NN_INDEXING
include "NNAttributes.td"
include "NNInterfaces.td"
def NN_GatherOp : NN_InferredOp<"gather", NN_GatherCost> {
  let summary = "slices of the data along an axis, at the indices: result[…, i…, …] = data[…, indices[i…], …]";
  let description = [{
    The result has the data's shape with the indices' in place of the axis.

    - (C1) -rank ≤ axis < rank
  }];
  let arguments = (ins NN_AnyTensor:$data, NN_IndexTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$data `,` $indices (`axis` $axis^)? attr-dict `:` type($data) `,` type($indices)";
}
def NN_GatherElementsOp : NN_InferredOp<"gather_elements", NN_GatherCost> {
  let summary = "an element of the data for each index, which tells its place along the axis";
  let description = [{
    - (C1) -rank ≤ axis < rank
    - (C2) the indices have the data's rank, and its sizes but for the axis
  }];
  let arguments = (ins NN_AnyTensor:$data, NN_IndexTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$data `,` $indices (`axis` $axis^)? attr-dict `:` type($data) `,` type($indices)";
}
def NN_GatherNDOp : NN_InferredOp<"gather_nd", NN_GatherCost> {
  let summary = "slices of the data at the places that the rows of the indices name: result[b…, i…] = data[b…, indices[b…, i…, :]]";
  let description = [{
    The first `batch_dims` dimensions are common to data and indices.

    - (C1) 0 ≤ batch_dims, and both operands have more dimensions
    - (C2) rows have at least 1 and at most as many entries as the data has dimensions behind the common ones
    - (C3) common dimensions are equal
  }];
  let arguments = (ins NN_AnyTensor:$data, NN_IndexTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$data `,` $indices (`batch_dims` $batch_dims^)? attr-dict `:` type($data) `,` type($indices)";
}

class NN_ScatterOp<string mnemonic, string text, dag parameters> : NN_PureOp<mnemonic, NN_CountedFlops, [AllTypesMatch<["data", "result"]>]> {
  let summary = text;
  let arguments = !con((ins NN_NumberTensor:$data, NN_IndexTensor:$indices, NN_NumberTensor:$updates), parameters,
                       (ins DefaultValuedAttr<NN_ScatterReduction, "::dlc::nn::ScatterReduction::none">:$reduction));
  let results = (outs NN_NumberTensor:$result);
  let hasVerifier = 1;
}
def NN_ScatterElementsOp : NN_ScatterOp<"scatter_elements",
    "the data, with each update at the place along the axis that its index tells, in row-major order",
    (ins DefaultValuedAttr<I64Attr, "0">:$axis)> {
  let description = [{
    What is there before is replaced, or with a `reduction` (add, mul, max, min) combined with the update.

    - (C1) element types of data and updates are the same
    - (C2) -rank ≤ axis < rank
    - (C3) updates have the indices' shape; both have the data's rank, and its sizes but for the axis
  }];
  let assemblyFormat = "$data `,` $indices `,` $updates (`axis` $axis^)? (`reduction` $reduction^)? attr-dict `:` type($data) `,` type($indices) `,` type($updates)";
}
def NN_ScatterNDOp : NN_ScatterOp<"scatter_nd",
    "the data, with each slice of updates at the place that a row of the indices names, in row-major order",
    (ins DefaultValuedAttr<I64Attr, "0">:$batch_dims)> {
  let description = [{
    The adjoint of `nn.gather_nd`. What is there before is replaced, or with a `reduction` (add, mul, max, min) combined
    with the update.

    - (C1) element types of data and updates are the same
    - (C2) `nn.gather_nd` of data and indices has the updates' shape (C1–C4 there)
  }];
  let assemblyFormat = "$data `,` $indices `,` $updates (`batch_dims` $batch_dims^)? (`reduction` $reduction^)? attr-dict `:` type($data) `,` type($indices) `,` type($updates)";
}

def NN_EmbeddingOp : NN_InferredOp<"embedding", NN_Costs<"0", "count.bytes(getIndices()) + Count(2) * count.bytes(getResult())">, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "rows of a table; that of `padding_idx` gets no derivative";
  let description = "- (C1) the table has rank 2\n- (C2) padding_idx is one of its rows";
  let arguments = (ins NN_FloatTensor:$table, NN_IndexTensor:$indices, OptionalAttr<I64Attr>:$padding_idx);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$table `,` $indices (`padding_idx` $padding_idx^)? attr-dict `:` type($table) `,` type($indices)";
}
def NN_OneHotOp : NN_PureOp<"one_hot", NN_CheapMoveCost> {
  let summary = "1 where the index along the new axis (by default the last) is the label, 0 elsewhere";
  let description = "A negative label counts from the end (ONNX); one that is out of range is nowhere.\n\n- (C1) -rank ≤ axis < rank of the result\n- (C2) the result's shape is the labels' with one static dimension more, at the axis";
  let arguments = (ins NN_IndexTensor:$labels, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$labels (`axis` $axis^)? attr-dict `:` type($labels) `->` type($result)";
  let hasVerifier = 1;
}
def NN_NonZeroOp : NN_PureOp<"non_zero", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "the places of elements that are not 0, a row each in row-major order, and how many there are (i64)";
  let description = [{
    The number of rows is the most that are looked for. Those behind the last place name one that is out of range, where
    `nn.gather_nd` reads 0 and `nn.scatter_nd` writes nothing; the count is of all elements that are not 0.

    - (C1) the input has rank ≥ 1 and is static
    - (C2) indices have shape [bound, rank of the input], the count has rank 0
  }];
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_IndexTensor:$indices, NN_IndexTensor:$count);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($indices) `,` type($count)";
  let hasVerifier = 1;
}

// Tensors that are made of their indices.
def NN_RangeOp : NN_PureOp<"range", NN_CheapMoveCost> {
  let summary = "start, start + delta, start + 2·delta, …";
  let description = "- (C1) the result has rank 1\n- (C2) integers have a whole start and delta, below 2^53; start and last element are numbers of the type";
  let arguments = (ins DefaultValuedAttr<F64Attr, "0.0">:$start, DefaultValuedAttr<F64Attr, "1.0">:$delta);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "(`start` custom<Number>($start)^)? (`delta` custom<Number>($delta)^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def NN_EyeOp : NN_PureOp<"eye", NN_MoveCost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "1 on a diagonal, `k` places to the right of the main one, 0 elsewhere";
  let description = "- (C1) the result has rank 2";
  let arguments = (ins DefaultValuedAttr<I64Attr, "0">:$k);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "(`k` $k^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def NN_TriluOp : NN_PureOp<"trilu", NN_MoveCost, [SameOperandsAndResultType, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "matrices (the last two dimensions) with zeros above a diagonal, `k` places to the right of the main one; with `upper`, below it";
  let description = "- (C1) the input has rank ≥ 2";
  let arguments = (ins NN_NumberTensor:$input, UnitAttr:$upper, DefaultValuedAttr<I64Attr, "0">:$k);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$input (`upper` $upper^)? (`k` $k^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
#endif // DLC_NN_INDEXING
