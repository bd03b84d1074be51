// What several processes that share a step have in common (docs/decisions/0041-batch-statistics.md).
#ifndef DLC_TRAIN_RANKS
#define DLC_TRAIN_RANKS
include "TrainBase.td"
include "NN/NNCost.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Train_RankTensor : Type<CPred<"::mlir::isa<::mlir::RankedTensorType>($_self) && "
                                  "::mlir::cast<::mlir::RankedTensorType>($_self).getElementType().isF32()">,
                            "tensor of f32", "::mlir::RankedTensorType">;

class Train_RankOp<string mnemonic, string text>
    : Op<Train_Dialect, mnemonic, [Pure, NN_ViewCost, SameOperandsAndResultType]> {
  let summary = text;
  let arguments = (ins Train_RankTensor:$input);
  let results = (outs Train_RankTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def Train_RankMeanOp : Train_RankOp<"rank_mean", "the mean over all ranks of a training"> {
  let description = [{
    Each rank is weighted by its part of the batch, so the mean of means over parts is the mean over the batch. All ranks
    must compute the same ops in the same order: an op is a meeting of all.

    Its derivative is the op itself. Gradients of a rank are those of its own loss, of which the host takes the weighted mean
    (nn-split-steps); what all ranks get from a rank's value, they give back to it in the same proportion.

    ```mlir
    %mean = train.rank_mean %own : tensor<64xf32>
    ```
  }];
}

def Train_RankSumOp : Train_RankOp<"rank_sum", "the sum over all ranks, of what does not depend on the data"> {
  let description = [{
    Such as a number of elements. It has no derivative. Ranks without examples add nothing.

    ```mlir
    %count = train.rank_sum %own : tensor<f32>
    ```
  }];
}

def Train_ExchangeOp : Op<Train_Dialect, "exchange", []> {
  let summary = "replaces the elements of a buffer by their mean, or their sum, over all ranks";
  let description = [{
    What the two ops above become, when tensors do. dlc-call-hooks makes it a call of the host.
  }];
  let arguments = (ins Arg<AnyMemRef, "", [MemRead, MemWrite]>:$buffer, UnitAttr:$sum);
  let assemblyFormat = "(`sum` $sum^)? $buffer attr-dict `:` type($buffer)";
}
#endif // DLC_TRAIN_RANKS
