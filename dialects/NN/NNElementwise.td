// Elementwise ops. Binary ones broadcast as NumPy does: shapes are aligned at the end, a dimension of 1 is repeated.
#ifndef DLC_NN_ELEMENTWISE
#define DLC_NN_ELEMENTWISE
include "NNAttributes.td"
include "NNInterfaces.td"

class NN_UnaryOp<string mnemonic, Trait cost, string text, Type type = NN_FloatTensor>
    : NN_PureOp<mnemonic, cost, [SameOperandsAndResultType, NN_ElementwiseOpInterface]> {
  let summary = text;
  let arguments = (ins type:$input);
  let results = (outs type:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
  let hasFolder = 1;
}

class NN_BinaryOp<string mnemonic, Trait cost, string text, Type type = NN_NumberTensor, list<Trait> traits = []>
    : NN_InferredOp<mnemonic, cost, !listconcat([NN_ElementwiseOpInterface], traits)> {
  let summary = text;
  let description = "- (C1) element types are the same\n- (C2) shapes broadcast together";
  let arguments = (ins type:$lhs, type:$rhs);
  let results = (outs type:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
  let hasFolder = 1;
}

// Arithmetic. Integers wrap.
def NN_AddOp : NN_BinaryOp<"add", NN_ArithmeticCost, "lhs + rhs", NN_NumberTensor, [Commutative]>;
def NN_SubOp : NN_BinaryOp<"sub", NN_ArithmeticCost, "lhs - rhs">;
def NN_MulOp : NN_BinaryOp<"mul", NN_ArithmeticCost, "lhs · rhs", NN_NumberTensor, [Commutative]>;
def NN_DivOp : NN_BinaryOp<"div", NN_FunctionCost, "lhs / rhs; integers round towards zero, and give 0 where rhs is 0">;
def NN_MaxOp : NN_BinaryOp<"max", NN_ArithmeticCost, "the larger; NaN if either is", NN_NumberTensor, [Commutative]>;
def NN_MinOp : NN_BinaryOp<"min", NN_ArithmeticCost, "the smaller; NaN if either is", NN_NumberTensor, [Commutative]>;
def NN_PowOp : NN_BinaryOp<"pow", NN_FunctionCost, "lhs to the power rhs", NN_FloatTensor>;
def NN_ModOp : NN_BinaryOp<"mod", NN_FunctionCost, "remainder of lhs / rhs, with the sign of rhs; with `fmod`, of lhs; integers give 0 where rhs is 0"> {
  let arguments = (ins NN_NumberTensor:$lhs, NN_NumberTensor:$rhs, UnitAttr:$fmod);
  let assemblyFormat = "$lhs `,` $rhs (`fmod` $fmod^)? attr-dict `:` type($lhs) `,` type($rhs)";
}

def NN_NegOp : NN_UnaryOp<"neg", NN_ArithmeticCost, "-x", NN_NumberTensor>;
def NN_AbsOp : NN_UnaryOp<"abs", NN_ArithmeticCost, "|x|; derivative 0 at 0", NN_NumberTensor>;
def NN_SignOp : NN_UnaryOp<"sign", NN_ArithmeticCost, "-1, 0 or 1; derivative 0", NN_NumberTensor>;
def NN_ReciprocalOp : NN_UnaryOp<"reciprocal", NN_FunctionCost, "1 / x">;
def NN_FloorOp : NN_UnaryOp<"floor", NN_ArithmeticCost, "the largest whole number that is not above x; derivative 0">;
def NN_CeilOp : NN_UnaryOp<"ceil", NN_ArithmeticCost, "the smallest whole number that is not below x; derivative 0">;
def NN_RoundOp : NN_UnaryOp<"round", NN_ArithmeticCost, "the nearest whole number, of two the even one; derivative 0">;
def NN_ClipOp : NN_UnaryOp<"clip", NN_ArithmeticCost, "min(max(x, min), max), each where it is given; derivative 1 at both", NN_NumberTensor> {
  let description = "- (C1) integers have whole bounds, below 2^53 or outside of the type, where they bound nothing";
  let arguments = (ins NN_NumberTensor:$input, OptionalAttr<F64Attr>:$min, OptionalAttr<F64Attr>:$max);
  let assemblyFormat = "$input (`min` custom<Number>($min)^)? (`max` custom<Number>($max)^)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def NN_StopGradientOp : NN_UnaryOp<"stop_gradient", NN_ViewCost, "x, taken for a constant: no derivative flows through it">;

// Functions.
def NN_SqrtOp : NN_UnaryOp<"sqrt", NN_FunctionCost, "square root">;
def NN_RsqrtOp : NN_UnaryOp<"rsqrt", NN_FunctionCost, "1 / √x">;
def NN_ExpOp : NN_UnaryOp<"exp", NN_FunctionCost, "e to the power x">;
def NN_Expm1Op : NN_UnaryOp<"expm1", NN_FunctionCost, "e^x - 1, exact near 0">;
def NN_LogOp : NN_UnaryOp<"log", NN_FunctionCost, "natural logarithm">;
def NN_Log1pOp : NN_UnaryOp<"log1p", NN_FunctionCost, "log(1 + x), exact near 0">;
def NN_SinOp : NN_UnaryOp<"sin", NN_FunctionCost, "sine">;
def NN_CosOp : NN_UnaryOp<"cos", NN_FunctionCost, "cosine">;
def NN_TanOp : NN_UnaryOp<"tan", NN_FunctionCost, "tangent">;
def NN_AsinOp : NN_UnaryOp<"asin", NN_FunctionCost, "arcsine, from -π/2 to π/2">;
def NN_AcosOp : NN_UnaryOp<"acos", NN_FunctionCost, "arccosine, from 0 to π">;
def NN_AtanOp : NN_UnaryOp<"atan", NN_FunctionCost, "arctangent, from -π/2 to π/2">;
def NN_SinhOp : NN_UnaryOp<"sinh", NN_FunctionCost, "hyperbolic sine">;
def NN_CoshOp : NN_UnaryOp<"cosh", NN_FunctionCost, "hyperbolic cosine">;
def NN_AsinhOp : NN_UnaryOp<"asinh", NN_FunctionCost, "inverse hyperbolic sine">;
def NN_AcoshOp : NN_UnaryOp<"acosh", NN_FunctionCost, "inverse hyperbolic cosine, not negative">;
def NN_AtanhOp : NN_UnaryOp<"atanh", NN_FunctionCost, "inverse hyperbolic tangent">;
def NN_ErfOp : NN_UnaryOp<"erf", NN_FunctionCost, "error function, 2/√π · ∫ e^-t² from 0 to x">;

// Truth values.
class NN_TestOp<string mnemonic, string text> : NN_InferredOp<mnemonic, NN_ArithmeticCost, [NN_ElementwiseOpInterface]> {
  let summary = text;
  let arguments = (ins NN_FloatTensor:$input);
  let results = (outs NN_BoolTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}
def NN_IsNaNOp : NN_TestOp<"is_nan", "whether x is NaN">;
def NN_IsInfOp : NN_TestOp<"is_inf", "whether x is infinite">;
def NN_AndOp : NN_BinaryOp<"and", NN_ArithmeticCost, "whether both are true", NN_BoolTensor, [Commutative]>;
def NN_OrOp : NN_BinaryOp<"or", NN_ArithmeticCost, "whether either is true", NN_BoolTensor, [Commutative]>;
def NN_XorOp : NN_BinaryOp<"xor", NN_ArithmeticCost, "whether one alone is true", NN_BoolTensor, [Commutative]>;
def NN_NotOp : NN_UnaryOp<"not", NN_ArithmeticCost, "whether x is false", NN_BoolTensor>;
def NN_CompareOp : NN_InferredOp<"compare", NN_ArithmeticCost, [NN_ElementwiseOpInterface]> {
  let summary = "elementwise comparison, false where an operand is NaN (ne: true)";
  let description = "- (C1) element types are the same\n- (C2) shapes broadcast together";
  let arguments = (ins NN_ComparePredicate:$predicate, NN_AnyTensor:$lhs, NN_AnyTensor:$rhs);
  let results = (outs NN_BoolTensor:$result);
  let hasFolder = 1;
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}
def NN_WhereOp : NN_InferredOp<"where", NN_ArithmeticCost, [NN_ElementwiseOpInterface]> {
  let summary = "lhs where the condition holds, rhs elsewhere";
  let description = "- (C1) element types of lhs and rhs are the same\n- (C2) the three shapes broadcast together";
  let arguments = (ins NN_BoolTensor:$condition, NN_AnyTensor:$lhs, NN_AnyTensor:$rhs);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$condition `,` $lhs `,` $rhs attr-dict `:` type($condition) `,` type($lhs) `,` type($rhs)";
  let hasFolder = 1;
}

// Bits.
def NN_BitwiseAndOp : NN_BinaryOp<"bitwise_and", NN_ArithmeticCost, "bits that are set in both", NN_IntegerTensor, [Commutative]>;
def NN_BitwiseOrOp : NN_BinaryOp<"bitwise_or", NN_ArithmeticCost, "bits that are set in either", NN_IntegerTensor, [Commutative]>;
def NN_BitwiseXorOp : NN_BinaryOp<"bitwise_xor", NN_ArithmeticCost, "bits that are set in one alone", NN_IntegerTensor, [Commutative]>;
def NN_BitwiseNotOp : NN_UnaryOp<"bitwise_not", NN_ArithmeticCost, "bits that are not set", NN_IntegerTensor>;
def NN_BitShiftOp : NN_BinaryOp<"bit_shift", NN_ArithmeticCost, "lhs shifted by rhs bits, all of them where rhs < 0 or too large; right keeps the sign", NN_IntegerTensor> {
  let arguments = (ins NN_ShiftDirection:$direction, NN_IntegerTensor:$lhs, NN_IntegerTensor:$rhs);
  let assemblyFormat = "$direction $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}

def NN_CastOp : NN_PureOp<"cast", NN_ArithmeticCost, [NN_ElementwiseOpInterface, SameOperandsAndResultShape]> {
  let summary = "converts the element type; i1 becomes 0 or 1; floats become integers towards zero, which must be able to hold them";
  let arguments = (ins NN_AnyTensor:$input);
  let results = (outs NN_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
}
def NN_BitcastOp : NN_PureOp<"bitcast", NN_ArithmeticCost, [NN_ElementwiseOpInterface, SameOperandsAndResultShape]> {
  let summary = "the bits of each element, taken for an element of another type";
  let description = "- (C1) element types have the same number of bits";
  let arguments = (ins NN_NumberTensor:$input);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
#endif // DLC_NN_ELEMENTWISE
