// Counter-based random numbers: Philox 4x32-10 (Salmon et al., 2011). Element i of a draw is a function of key, counter
// and i alone, so the numbers do not depend on threads or vector width.
#ifndef DLC_NN_RANDOM
#define DLC_NN_RANDOM
include "NNBase.td"
include "NNInterfaces.td"
// Costs: scale and shift; a normal number is √(-2 log u) · cos before that. Philox itself is integer arithmetic.
def NN_RandomUniformOp : NN_PureOp<"random_uniform", NN_FlopsPer<2, "getResult()">> {
  let summary = "uniform in [low, high), and the next state";
  let description = "- (C1) low < high";
  let arguments = (ins NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.0">:$low, DefaultValuedAttr<F64Attr, "1.0">:$high);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state (`low` custom<Number>($low)^)? (`high` custom<Number>($high)^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$state, CArg<"double", "0.0">:$low, CArg<"double", "1.0">:$high)>];
}
def NN_RandomNormalOp : NN_PureOp<"random_normal", NN_FlopsPer<7, "getResult()">> {
  let summary = "normal with mean and standard deviation, and the next state";
  let description = "- (C1) stddev > 0";
  let arguments = (ins NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.0">:$mean, DefaultValuedAttr<F64Attr, "1.0">:$stddev);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state (`mean` custom<Number>($mean)^)? (`stddev` custom<Number>($stddev)^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$state, CArg<"double", "0.0">:$mean, CArg<"double", "1.0">:$stddev)>];
}

// Draws that are made of uniform ones.
def NN_BernoulliOp : NN_InferredOp<"bernoulli", NN_FlopsPer<3, "getResult()">, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "1 with the probability at each place, else 0, and the next state";
  let arguments = (ins NN_FloatTensor:$probabilities, NN_RandomState:$state);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$probabilities `,` $state attr-dict `:` type($probabilities)";
}
// Costs: two logarithms, a sign, a sum, and the search.
def NN_CategoricalOp : NN_InferredOp<"categorical", NN_FlopsPer<7, "getLogits()">, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "an index (i64) along an axis, which is dropped, with the probability softmax(logits) of each; and the next state";
  let description = "- (C1) -rank ≤ axis < rank";
  let arguments = (ins NN_FloatTensor:$logits, NN_RandomState:$state, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs NN_IndexTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$logits `,` $state (`axis` $axis^)? attr-dict `:` type($logits)";
}
def NN_PermutationOp : NN_PureOp<"permutation", NN_CountedFlops, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "0, 1, …, each once, in an order of which all are equally probable; and the next state";
  let description = "- (C1) the result has rank 1 and is static";
  let arguments = (ins NN_RandomState:$state);
  let results = (outs NN_IndexTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def NN_DropoutMaskOp : NN_PureOp<"dropout_mask", NN_FlopsPer<3, "getResult()">, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "0 with probability `ratio`, else 1 / (1 - ratio), which keeps the mean of what it multiplies; and the next state";
  let description = "- (C1) 0 ≤ ratio < 1";
  let arguments = (ins NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.5">:$ratio);
  let results = (outs NN_FloatTensor:$result, NN_RandomState:$next_state);
  let assemblyFormat = "$state (`ratio` custom<Number>($ratio)^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def NN_DropoutOp : NN_PureOp<"dropout", NN_ViewCost, [AllTypesMatch<["input", "result"]>, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "the input as it is; in a training step, times an `nn.dropout_mask` (Srivastava et al., 2014)";
  let description = [{
    In a training step, the state being read from a variable, that variable becomes the next state. Of weights, it is
    drop-connect (Wan et al., 2013).

    - (C1) 0 ≤ ratio < 1
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_RandomState:$state, DefaultValuedAttr<F64Attr, "0.5">:$ratio);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input `,` $state (`ratio` custom<Number>($ratio)^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}
#endif // DLC_NN_RANDOM
