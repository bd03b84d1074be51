// Losses: scalars, mean over the batch.
#ifndef DLC_NN_LOSS
#define DLC_NN_LOSS
include "NNBase.td"
def NN_SoftmaxCrossEntropyLossOp : NN_InferredOp<"softmax_cross_entropy_loss"> {
  let summary = "mean over the batch of -log softmax(logits)[label]";
  let description = [{
    - (C1) logits have rank 2, [batch, classes]; labels have shape [batch]
  }];
  let arguments = (ins NN_FloatTensor:$logits, NN_IndexTensor:$labels);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$logits `,` $labels attr-dict `:` type($logits) `,` type($labels)";
}
#endif // DLC_NN_LOSS
