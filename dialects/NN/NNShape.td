// Ops that move elements and change shapes, and one_hot.
#ifndef DLC_NN_SHAPE
#define DLC_NN_SHAPE
include "NNBase.td"
def NN_ReshapeOp : NN_PureOp<"reshape"> {
  let summary = "the same elements in row-major order under another shape";
  let description = "- (C1) element types are the same\n- (C2) static parts hold equally many elements, both or neither have a batch";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def NN_FlattenOp : NN_InferredOp<"flatten"> {
  let summary = "keeps the first dimension and joins the rest";
  let description = "- (C1) the input has rank ≥ 1";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}
def NN_TransposeOp : NN_InferredOp<"transpose"> {
  let summary = "permutes dimensions: result dimension i is input dimension perm[i]";
  let description = "- (C1) perm is a permutation of the input's dimensions";
  let arguments = (ins NN_AnyTensor:$input, DenseI64ArrayAttr:$perm);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input custom<Integers>($perm, \"kPerm\") attr-dict `:` type($input)";
  let hasFolder = 1;
}
def NN_ExpandOp : NN_PureOp<"expand"> {
  let summary = "broadcasts to a larger shape, as NumPy does";
  let description = "- (C1) element types are the same\n- (C2) the input broadcasts to the result's shape";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def NN_OneHotOp : NN_PureOp<"one_hot"> {
  let summary = "1 where the index of the new last dimension is the label, 0 elsewhere";
  let description = "- (C1) the result's shape is the labels' with one static dimension more";
  let arguments = (ins NN_IndexTensor:$labels);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$labels attr-dict `:` type($labels) `->` type($result)";
  let hasVerifier = 1;
}
#endif // DLC_NN_SHAPE
