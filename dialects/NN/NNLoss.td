// Losses. `reduction` says what becomes of the single losses: their `mean` (the default), their `sum`, the sum over the
// size of dimension 0 (`batch_mean`), or each of them (`none`).
#ifndef DLC_NN_LOSS
#define DLC_NN_LOSS
include "NNAttributes.td"
include "NNInterfaces.td"
defvar NN_Reduction = (ins DefaultValuedAttr<NN_LossReduction, "::dlc::nn::LossReduction::mean">:$reduction);

class NN_LossOp<string mnemonic, Trait cost, string text>
    : NN_InferredOp<mnemonic, cost, [DeclareOpInterfaceMethods<NN_DecomposableOpInterface>]> {
  let summary = text;
  let results = (outs NN_FloatTensor:$result);
}
// One loss for each element of two tensors. Costs are those of a loss and of their sum.
class NN_ElementLossOp<string mnemonic, Trait cost, string text, dag parameters = (ins), string format = "">
    : NN_LossOp<mnemonic, cost, text> {
  let description = "- (C1) input and target have one type\n- (C2) a mean over the batch needs rank ≥ 1";
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$target), parameters, NN_Reduction);
  let assemblyFormat = !strconcat("$input `,` $target ", format, " (`reduction` $reduction^)? attr-dict `:` type($input) `,` type($target)");
}
def NN_MseLossOp : NN_ElementLossOp<"mse_loss", NN_FlopsPer<3>, "(input - target)²">;
def NN_L1LossOp : NN_ElementLossOp<"l1_loss", NN_FlopsPer<3>, "|input - target|; derivative 0 where they are equal">;
def NN_HuberLossOp : NN_ElementLossOp<"huber_loss", NN_FlopsPer<6>, "d²/2 where d = |input - target| is at most delta, delta · (d - delta/2) beyond (Huber, 1964)",
    (ins DefaultValuedAttr<F64Attr, "1.0">:$delta), "(`delta` custom<Number>($delta)^)?"> {
  let description = "- (C1) input and target have one type\n- (C2) a mean over the batch needs rank ≥ 1\n- (C3) delta > 0";
  let hasVerifier = 1;
}
def NN_HingeLossOp : NN_ElementLossOp<"hinge_loss", NN_FlopsPer<4>, "max(0, margin - target · input), targets being -1 and 1",
    (ins DefaultValuedAttr<F64Attr, "1.0">:$margin), "(`margin` custom<Number>($margin)^)?">;
def NN_BinaryCrossEntropyLossOp : NN_ElementLossOp<"binary_cross_entropy_loss", NN_FlopsPer<8>,
    "-target · log input - (1 - target) · log(1 - input), of probabilities; logarithms are at least -100, as PyTorch's">;
def NN_BinaryCrossEntropyWithLogitsLossOp : NN_ElementLossOp<"binary_cross_entropy_with_logits_loss", NN_FlopsPer<8>,
    "binary cross-entropy of sigmoid(input), without overflow">;
def NN_KLDivergenceLossOp : NN_ElementLossOp<"kl_divergence_loss", NN_FlopsPer<4>,
    "target · (log target - input), of log-probabilities; with `log_target` both are; batch_mean is the divergence of a batch (Kullback and Leibler, 1951)",
    (ins UnitAttr:$log_target), "(`log_target` $log_target^)?">;

// A loss for each example, from scores [batch, classes, …].
def NN_SoftmaxCrossEntropyLossOp : NN_LossOp<"softmax_cross_entropy_loss", NN_Flops<"Count(4) * count.elements(getLogits()) + Count(3) * count.elements(getLabels())">, "-log softmax(logits)[label], classes in dimension 1"> {
  let description = [{
    Labels are indices, or probabilities of all classes. `weights` are factors of the classes, and the mean is over
    them; with `label_smoothing`, that share of each label is spread over all classes. Labels that are `ignore_index` or no
    class add nothing; the former are not counted in the mean.

    - (C1) logits have rank ≥ 2, labels their shape without dimension 1 (indices), or their type (probabilities)
    - (C2) weights have shape [classes] and the logits' element type
    - (C3) 0 ≤ label_smoothing ≤ 1
    - (C4) ignore_index needs labels that are indices
  }];
  let arguments = !con((ins NN_FloatTensor:$logits, NN_NumberTensor:$labels, Optional<NN_FloatTensor>:$weights,
                       OptionalAttr<I64Attr>:$ignore_index, DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing), NN_Reduction);
  let assemblyFormat = "$logits `,` $labels (`weights` $weights^)? (`ignore_index` $ignore_index^)? (`label_smoothing` custom<Number>($label_smoothing)^)? (`reduction` $reduction^)? attr-dict `:` type($logits) `,` type($labels) (`,` type($weights)^)?";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether labels are indices and nothing else is asked for: what has a rule and loops of its own.
    bool isPrimitive();
  }];
}
def NN_NegativeLogLikelihoodLossOp : NN_LossOp<"negative_log_likelihood_loss", NN_FlopsPer<2, "getLabels()">, "-input[label], of log-probabilities, classes in dimension 1"> {
  let description = [{
    `weights` are factors of the classes, and the mean is over them. Labels that are `ignore_index` or no class add
    nothing; the former are not counted in the mean.

    - (C1) the input has rank ≥ 2, labels its shape without dimension 1
    - (C2) weights have shape [classes] and the input's element type
  }];
  let arguments = !con((ins NN_FloatTensor:$input, NN_IndexTensor:$labels, Optional<NN_FloatTensor>:$weights,
                       OptionalAttr<I64Attr>:$ignore_index), NN_Reduction);
  let assemblyFormat = "$input `,` $labels (`weights` $weights^)? (`ignore_index` $ignore_index^)? (`reduction` $reduction^)? attr-dict `:` type($input) `,` type($labels) (`,` type($weights)^)?";
}

// Angles between vectors. Costs: three products, three sums.
def NN_CosineSimilarityOp : NN_LossOp<"cosine_similarity", NN_FlopsPer<6, "getLhs()">, "lhs · rhs / (max(‖lhs‖, epsilon) · max(‖rhs‖, epsilon)) along an axis, which is dropped"> {
  let description = "- (C1) lhs and rhs have one type\n- (C2) -rank ≤ axis < rank\n- (C3) epsilon > 0";
  let arguments = (ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs, DefaultValuedAttr<I64Attr, "1">:$axis,
                       DefaultValuedAttr<F64Attr, "1e-8">:$epsilon);
  let assemblyFormat = "$lhs `,` $rhs (`axis` $axis^)? (`epsilon` custom<Number>($epsilon)^)? attr-dict `:` type($lhs) `,` type($rhs)";
  let hasVerifier = 1;
}
def NN_CosineEmbeddingLossOp : NN_LossOp<"cosine_embedding_loss", NN_FlopsPer<6, "getLhs()">, "1 - cosine where the target is 1, max(0, cosine - margin) where it is -1, of vectors [batch, size]"> {
  let description = "- (C1) lhs and rhs have one type of rank 2, the target has that of their first dimension";
  let arguments = !con((ins NN_FloatTensor:$lhs, NN_FloatTensor:$rhs, NN_FloatTensor:$target,
                       DefaultValuedAttr<F64Attr, "0.0">:$margin), NN_Reduction);
  let assemblyFormat = "$lhs `,` $rhs `,` $target (`margin` custom<Number>($margin)^)? (`reduction` $reduction^)? attr-dict `:` type($lhs) `,` type($rhs) `,` type($target)";
}

// Of sequences.
def NN_CtcLossOp : NN_LossOp<"ctc_loss", NN_CountedFlops, "-log of the probability of all alignments of a label sequence (Graves et al., 2006)"> {
  let description = [{
    Log-probabilities [batch, time, classes], labels [batch, length], and how much of either counts for each example. As in
    PyTorch, the mean is over losses divided by the length of their labels. The steps in time are an `nn.scan`.

    - (C1) log-probabilities have rank 3, labels rank 2, lengths rank 1, all with one size of the batch
    - (C2) 0 ≤ blank < classes
    - (C3) there is a step in time
  }];
  let arguments = !con((ins NN_FloatTensor:$log_probabilities, NN_IndexTensor:$labels, NN_IndexTensor:$input_lengths,
                       NN_IndexTensor:$label_lengths, DefaultValuedAttr<I64Attr, "0">:$blank), NN_Reduction);
  let assemblyFormat = "$log_probabilities `,` $labels `,` $input_lengths `,` $label_lengths (`blank` $blank^)? (`reduction` $reduction^)? attr-dict `:` type($log_probabilities) `,` type($labels) `,` type($input_lengths) `,` type($label_lengths)";
}
#endif // DLC_NN_LOSS
