// The train dialect: how a network learns.
#ifndef DLC_TRAIN
#define DLC_TRAIN
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Train_Dialect : Dialect {
  let name = "train";
  let summary = "how a network learns";
  let description = [{
    What is asked of a computation, where nn is the computation itself. Its ops say what is wanted and are expanded
    into nn ops before anything is lowered.
  }];
  let cppNamespace = "::dlc::train";
}

def Train_GradientOp : Op<Train_Dialect, "gradient", [Pure, InferTypeOpAdaptor]> {
  let summary = "derivatives of a loss with respect to values";
  let description = [{
    Each result is the derivative of the loss with respect to the value at the same place, and has its type. Where the
    loss does not depend on a value, the derivative is zero.

    ```mlir
    %dw, %db = train.gradient %loss wrt (%w, %b) : tensor<f32>, (tensor<4x3xf32>, tensor<3xf32>)
    ```

    - (C1) the loss is a float tensor of rank 0
    - (C2) there is at least one value, and each is a float tensor
  }];
  let arguments = (ins AnyRankedTensor:$loss, Variadic<AnyRankedTensor>:$wrt);
  let results = (outs Variadic<AnyRankedTensor>:$gradients);
  let assemblyFormat = "$loss `wrt` ` ` `(` $wrt `)` attr-dict `:` type($loss) `,` `(` type($wrt) `)`";
  let hasVerifier = 1;
}
#endif // DLC_TRAIN
