// Activation functions. Those with a formula or a derivative that is better than that of their parts are ops of their
// own kind; the others are compound.
#ifndef DLC_NN_ACTIVATION
#define DLC_NN_ACTIVATION
include "NNElementwise.td"

class NN_CompoundUnaryOp<string mnemonic, string text>
    : NN_PureOp<mnemonic, [SameOperandsAndResultType, NN_ElementwiseOpInterface,
                           DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = text;
  let arguments = (ins NN_FloatTensor:$input);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

def NN_TanhOp : NN_UnaryOp<"tanh", "hyperbolic tangent">;
def NN_SigmoidOp : NN_UnaryOp<"sigmoid", "1 / (1 + e^-x)">;
def NN_ReluOp : NN_UnaryOp<"relu", "max(x, 0); derivative 0 at 0">;
def NN_SoftplusOp : NN_UnaryOp<"softplus", "log(1 + e^x), without overflow">;

def NN_SiluOp : NN_CompoundUnaryOp<"silu", "x · sigmoid(x) (Elfwing et al., 2017; also swish)">;
#endif // DLC_NN_ACTIVATION
