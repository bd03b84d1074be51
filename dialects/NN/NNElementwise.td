// Elementwise ops. Binary ones broadcast as NumPy does: shapes are aligned at the end, a dimension of 1 is repeated.
#ifndef DLC_NN_ELEMENTWISE
#define DLC_NN_ELEMENTWISE
include "NNAttributes.td"
include "NNInterfaces.td"

class NN_UnaryOp<string mnemonic, string text, list<Trait> traits = []>
    : NN_PureOp<mnemonic, !listconcat([SameOperandsAndResultType, NN_ElementwiseOpInterface], traits)> {
  let summary = text;
  let arguments = (ins NN_FloatTensor:$input);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
  let hasFolder = 1;
}

class NN_BinaryOp<string mnemonic, string text, list<Trait> traits = []>
    : NN_InferredOp<mnemonic, !listconcat([NN_ElementwiseOpInterface], traits)> {
  let summary = text;
  let description = "- (C1) element types are the same\n- (C2) shapes broadcast together";
  let arguments = (ins NN_NumberTensor:$lhs, NN_NumberTensor:$rhs);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
  let hasFolder = 1;
}

def NN_AddOp : NN_BinaryOp<"add", "lhs + rhs", [Commutative]>;
def NN_SubOp : NN_BinaryOp<"sub", "lhs - rhs">;
def NN_MulOp : NN_BinaryOp<"mul", "lhs · rhs", [Commutative]>;
def NN_DivOp : NN_BinaryOp<"div", "lhs / rhs; integers round towards zero">;
def NN_MaxOp : NN_BinaryOp<"max", "the larger; NaN if either is", [Commutative]>;
def NN_MinOp : NN_BinaryOp<"min", "the smaller; NaN if either is", [Commutative]>;
def NN_PowOp : NN_BinaryOp<"pow", "lhs to the power rhs; floats only">;

def NN_NegOp : NN_UnaryOp<"neg", "-x">;
def NN_AbsOp : NN_UnaryOp<"abs", "|x|; derivative 0 at 0">;
def NN_SignOp : NN_UnaryOp<"sign", "-1, 0 or 1; derivative 0">;
def NN_SqrtOp : NN_UnaryOp<"sqrt", "square root">;
def NN_RsqrtOp : NN_UnaryOp<"rsqrt", "1 / √x">;
def NN_ReciprocalOp : NN_UnaryOp<"reciprocal", "1 / x">;
def NN_ExpOp : NN_UnaryOp<"exp", "e to the power x">;
def NN_LogOp : NN_UnaryOp<"log", "natural logarithm">;
def NN_Log1pOp : NN_UnaryOp<"log1p", "log(1 + x), exact near 0">;

def NN_CompareOp : NN_InferredOp<"compare", [NN_ElementwiseOpInterface]> {
  let summary = "elementwise comparison, false where an operand is NaN (ne: true)";
  let description = "- (C1) element types are the same\n- (C2) shapes broadcast together";
  let arguments = (ins NN_ComparePredicate:$predicate, NN_NumberTensor:$lhs, NN_NumberTensor:$rhs);
  let results = (outs NN_BoolTensor:$result);
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}
def NN_WhereOp : NN_InferredOp<"where", [NN_ElementwiseOpInterface]> {
  let summary = "lhs where the condition holds, rhs elsewhere";
  let description = "- (C1) element types of lhs and rhs are the same\n- (C2) the three shapes broadcast together";
  let arguments = (ins NN_BoolTensor:$condition, NN_NumberTensor:$lhs, NN_NumberTensor:$rhs);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$condition `,` $lhs `,` $rhs attr-dict `:` type($condition) `,` type($lhs) `,` type($rhs)";
}
def NN_CastOp : NN_PureOp<"cast", [NN_ElementwiseOpInterface, SameOperandsAndResultShape]> {
  let summary = "converts the element type; i1 becomes 0 or 1, floats become integers towards zero";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
}
#endif // DLC_NN_ELEMENTWISE
