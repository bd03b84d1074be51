// Recurrent layers, as ONNX has them with layout 1, the batch first. Each is a scan over the steps (nn.scan), or two.
#ifndef DLC_NN_RECURRENCE
#define DLC_NN_RECURRENCE
include "NNAttributes.td"
include "NNInterfaces.td"

// What holds of all three.
defvar NN_RecurrentConstraints = [{
  The input is [batch, steps, features]. Weights are [directions, gates · units, features], recurrent ones [directions, gates ·
  units, units], the bias has those of both side by side, [directions, 2 · gates · units]. Results: the state after every step,
  [batch, steps, directions, units], and the last one, [batch, directions, units].

  With lengths, a sequence ends after so many steps: its state stays, and what it gives behind is 0; in reverse, it begins there. What
  goes into an activation is cut off at ±clip. Activations are tanh, sigmoid, relu, softplus or softsign, for each direction
  those of the formula in their order.

  - (C1) the input has rank 3, weights and recurrent weights have the shapes above
  - (C2) element types are the same
  - (C3) other operands have the shapes that follow
  - (C4) activations are known, and as many as there are in all directions
  - (C5) clip is greater than 0
}];

// `more` are operands behind the state h, `parameters` attributes of its own.
class NN_RecurrentOp<string mnemonic, dag more, dag parameters, dag states, string moreFormat, string parametersFormat>
    : NN_InferredOp<mnemonic, NN_CountedFlops, [AttrSizedOperandSegments, DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$weight, NN_FloatTensor:$recurrence,
                            Optional<NN_FloatTensor>:$bias, Optional<NN_IndexTensor>:$sequence_lens,
                            Optional<NN_FloatTensor>:$initial_h),
                       more,
                       (ins DefaultValuedAttr<NN_RecurrentDirection, "::dlc::nn::RecurrentDirection::forward">:$direction,
                            OptionalAttr<StrArrayAttr>:$activations, OptionalAttr<F64Attr>:$clip),
                       parameters);
  let results = !con((outs NN_FloatTensor:$y, NN_FloatTensor:$y_h), states);
  let assemblyFormat = !strconcat([{$input `,` $weight `,` $recurrence (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`lengths` `(` $sequence_lens^ `:` type($sequence_lens) `)`)? (`initial_h` `(` $initial_h^ `:` type($initial_h) `)`)?}],
    moreFormat, [{ (`direction` $direction^)? (`activations` $activations^)? (`clip` custom<Number>($clip)^)?}], parametersFormat,
    [{ attr-dict `:` type($input) `,` type($weight) `,` type($recurrence)}]);
  let hasVerifier = 1;
}

def NN_RnnOp : NN_RecurrentOp<"rnn", (ins), (ins), (outs), "", ""> {
  let summary = "recurrent layer, h ← f(x · Wᵀ + h · Rᵀ + b), where f is tanh (Elman, 1990)";
  let description = NN_RecurrentConstraints;
}
def NN_LstmOp : NN_RecurrentOp<"lstm", (ins Optional<NN_FloatTensor>:$initial_c, Optional<NN_FloatTensor>:$peephole),
    (ins UnitAttr:$input_forget), (outs NN_FloatTensor:$y_c),
    [{ (`initial_c` `(` $initial_c^ `:` type($initial_c) `)`)? (`peephole` `(` $peephole^ `:` type($peephole) `)`)?}],
    " (`input_forget` $input_forget^)?"> {
  let summary = "long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al., 2000)";
  let description = !strconcat([{
    With gates i, o, f, c in this order: i, o, f ← sigmoid(…), c' ← f · c + i · tanh(…), h' ← o · tanh(c'); the activations f, g, h are the
    sigmoid of gates, and the two tanh. Peepholes, [directions, 3 · units] in the order i, o, f, add p · c to what goes into i
    and f, and p · c' for o. With `input_forget`, f is 1 - i. The third result is the last c.

    }], NN_RecurrentConstraints);
}
def NN_GruOp : NN_RecurrentOp<"gru", (ins), (ins UnitAttr:$linear_before_reset), (outs), "", " (`linear_before_reset` $linear_before_reset^)?"> {
  let summary = "gated recurrent unit (Cho et al., 2014)";
  let description = !strconcat([{
    With gates z, r, h in this order: z, r ← sigmoid(…), n ← tanh(x · Wᵀ + (r · h) · Rᵀ + …), h' ← (1 - z) · n + z · h; the activations f, g are
    the sigmoid and the tanh. With `linear_before_reset`, r · (h · Rᵀ + b) in the place of (r · h) · Rᵀ + b, as PyTorch's.

    }], NN_RecurrentConstraints);
}
#endif // DLC_NN_RECURRENCE
