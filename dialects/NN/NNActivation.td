// Activation functions. Those with a formula or a derivative that is better than that of their parts are ops of their
// own kind; the others are compound.
#ifndef DLC_NN_ACTIVATION
#define DLC_NN_ACTIVATION
include "NNElementwise.td"

// `parameters` are attributes with defaults, which are written by their names: `nn.elu %x alpha 0.5`.
class NN_CompoundUnaryOp<string mnemonic, string text, dag parameters = (ins), string format = "">
    : NN_PureOp<mnemonic, NN_FunctionCost, [SameOperandsAndResultType, NN_ElementwiseOpInterface,
                           DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = text;
  let arguments = !con((ins NN_FloatTensor:$input), parameters);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = !strconcat("$input ", format, " attr-dict `:` type($result)");
}
class NN_Default<string value> : DefaultValuedAttr<F64Attr, value>;

def NN_TanhOp : NN_UnaryOp<"tanh", NN_FunctionCost, "hyperbolic tangent">;
def NN_SigmoidOp : NN_UnaryOp<"sigmoid", NN_FunctionCost, "1 / (1 + e^-x)">;
def NN_ReluOp : NN_UnaryOp<"relu", NN_ArithmeticCost, "max(x, 0); derivative 0 at 0", NN_NumberTensor>;
def NN_SoftplusOp : NN_UnaryOp<"softplus", NN_FunctionCost, "log(1 + e^x), without overflow">;

def NN_StepOp : NN_CompoundUnaryOp<"step", "1 where x > 0, 0 elsewhere; derivative 0">;
def NN_SoftsignOp : NN_CompoundUnaryOp<"softsign", "x / (1 + |x|)">;
def NN_SiluOp : NN_CompoundUnaryOp<"silu", "x · sigmoid(x) (Elfwing et al., 2017; also swish)">;
def NN_MishOp : NN_CompoundUnaryOp<"mish", "x · tanh(softplus(x)) (Misra, 2019)">;
def NN_HardSigmoidOp : NN_CompoundUnaryOp<"hard_sigmoid", "alpha · x + beta, between 0 and 1; derivative 0 where it meets them",
    (ins NN_Default<"0.2">:$alpha, NN_Default<"0.5">:$beta), "(`alpha` custom<Number>($alpha)^)? (`beta` custom<Number>($beta)^)?">;
def NN_HardSwishOp : NN_CompoundUnaryOp<"hard_swish", "x · hard_sigmoid(x) with alpha 1/6 and beta 1/2; derivative 0 at -3, 1 at 3 (Howard et al., 2019)">;
def NN_LeakyReluOp : NN_CompoundUnaryOp<"leaky_relu", "x where x > 0, alpha · x elsewhere",
    (ins NN_Default<"0.01">:$alpha), "(`alpha` custom<Number>($alpha)^)?">;
def NN_ThresholdedReluOp : NN_CompoundUnaryOp<"thresholded_relu", "x where x > alpha, 0 elsewhere; derivative 0 at alpha",
    (ins NN_Default<"1.0">:$alpha), "(`alpha` custom<Number>($alpha)^)?">;
def NN_EluOp : NN_CompoundUnaryOp<"elu", "x where x > 0, alpha · (e^x - 1) elsewhere (Clevert et al., 2015)",
    (ins NN_Default<"1.0">:$alpha), "(`alpha` custom<Number>($alpha)^)?">;
def NN_SeluOp : NN_CompoundUnaryOp<"selu", "gamma · elu(x) with alpha, by default those that keep mean 0 and variance 1 (Klambauer et al., 2017)",
    (ins NN_Default<"1.6732632423543772848170429916717">:$alpha, NN_Default<"1.0507009873554804934193349852946">:$gamma),
    "(`alpha` custom<Number>($alpha)^)? (`gamma` custom<Number>($gamma)^)?">;
def NN_CeluOp : NN_CompoundUnaryOp<"celu", "x where x > 0, alpha · (e^(x / alpha) - 1) elsewhere (Barron, 2017)",
    (ins NN_Default<"1.0">:$alpha), "(`alpha` custom<Number>($alpha)^)?"> {
  let description = "- (C1) alpha is not 0";
  let hasVerifier = 1;
}
def NN_GeluOp : NN_CompoundUnaryOp<"gelu", "x · Φ(x) by erf, or its approximation by tanh (Hendrycks and Gimpel, 2016)",
    (ins DefaultValuedAttr<NN_GeluApproximation, "::dlc::nn::GeluApproximation::none">:$approximate),
    "(`approximate` $approximate^)?">;

def NN_PReluOp : NN_InferredOp<"prelu", NN_FunctionCost, [NN_ElementwiseOpInterface, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = "x where x > 0, slope · x elsewhere (He et al., 2015)";
  let description = "- (C1) element types are the same\n- (C2) the slope broadcasts to the input's shape";
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$slope);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input `,` $slope attr-dict `:` type($input) `,` type($slope)";
}
#endif // DLC_NN_ACTIVATION
