// Optimizers.
#ifndef DLC_TRAIN_ATTRIBUTES
#define DLC_TRAIN_ATTRIBUTES
include "TrainBase.td"
include "TrainInterfaces.td"

class Train_OptimizerAttr<string name, string attrMnemonic>
    : AttrDef<Train_Dialect, name, [DeclareAttrInterfaceMethods<Train_OptimizerInterface>]> {
  let mnemonic = attrMnemonic;
}

def Train_SGDAttr : Train_OptimizerAttr<"SGD", "sgd"> {
  let summary = "gradient descent: w ← w - lr · g";
}
def Train_MomentumAttr : Train_OptimizerAttr<"Momentum", "momentum"> {
  let summary = "gradient descent with momentum (Polyak, 1964; as PyTorch's SGD): v ← momentum · v + g, w ← w - lr · v";
  let description = [{
    Written `#train.momentum` or `#train.momentum<momentum = 0.5>`; the preset is 0.9.

    - (C1) 0 ≤ momentum < 1
  }];
  let parameters = (ins "::mlir::FloatAttr":$momentum);
  let builders = [AttrBuilder<(ins CArg<"double", "0.9">:$momentum)>];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}
def Train_AdamAttr : Train_OptimizerAttr<"Adam", "adam"> {
  let summary = "Adam with bias correction (Kingma and Ba, 2015)";
  let description = [{
    With t the steps so far, this one included:

        m ← beta1 · m + (1 - beta1) · g
        v ← beta2 · v + (1 - beta2) · g²
        w ← w - lr / (1 - beta1^t) · m / (√v / √(1 - beta2^t) + epsilon)

    Written `#train.adam` or `#train.adam<beta1 = 0.5, epsilon = 1.0e-6>`; what is not written is 0.9, 0.999, 1.0e-8.

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1
    - (C2) epsilon > 0
  }];
  let parameters = (ins "::mlir::FloatAttr":$beta1, "::mlir::FloatAttr":$beta2, "::mlir::FloatAttr":$epsilon);
  let builders = [AttrBuilder<(ins CArg<"double", "0.9">:$beta1, CArg<"double", "0.999">:$beta2,
                                   CArg<"double", "1e-8">:$epsilon)>];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Train_Optimizer : Attr<CPred<"::llvm::isa<::dlc::train::OptimizerInterface>($_self)">,
                           "an optimizer: #train.sgd, #train.momentum or #train.adam"> {
  let storageType = "::mlir::Attribute";
  let returnType = "::dlc::train::OptimizerInterface";
  let convertFromStorage = "::llvm::cast<::dlc::train::OptimizerInterface>($_self)";
}
#endif // DLC_TRAIN_ATTRIBUTES
