// Interfaces of the train dialect. In a file of its own because TableGen emits interfaces of its main file only.
#ifndef DLC_TRAIN_INTERFACES
#define DLC_TRAIN_INTERFACES
include "mlir/IR/OpBase.td"

def Train_OptimizerInterface : AttrInterface<"OptimizerInterface"> {
  let cppNamespace = "::dlc::train";
  let description = "An optimizer: what it remembers between steps. Its formula is in lib/Conversion/TrainToNN.";
  let methods = [
    InterfaceMethod<"For each thing that is kept beside a trained variable @w the end of its name: `adam_m` for @w.adam_m.",
                    "::llvm::SmallVector<::llvm::StringRef>", "stateNames", (ins)>,
    InterfaceMethod<"The end of the name of a count of steps, or empty: `adam_step` for @w.adam_step.",
                    "::llvm::StringRef", "stepName", (ins)>,
  ];
}
#endif // DLC_TRAIN_INTERFACES
