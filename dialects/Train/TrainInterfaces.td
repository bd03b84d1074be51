// Interfaces of the train dialect. In a file of its own because TableGen emits interfaces of its main file only.
#ifndef DLC_TRAIN_INTERFACES
#define DLC_TRAIN_INTERFACES
include "mlir/IR/OpBase.td"

def Train_OptimizerInterface : AttrInterface<"OptimizerInterface"> {
  let cppNamespace = "::dlc::train";
  let description = "An optimizer: what it remembers between steps. Its formula is in lib/Conversion/TrainToNN.";
  let methods = [
    InterfaceMethod<"What is kept beside each trained variable; `adam_m` for @w.adam_m.",
                    "::llvm::SmallVector<::dlc::train::State>", "states", (ins)>,
    InterfaceMethod<"The end of the name of a count of steps, or empty: `adam_step` for @w.adam_step.",
                    "::llvm::StringRef", "stepName", (ins)>,
    InterfaceMethod<"Its name and the settings that it has.", "const ::dlc::train::OptimizerKind &", "kind", (ins)>,
    InterfaceMethod<"The settings' values, in the order of its kind; a flag is 0 or 1.",
                    "::llvm::SmallVector<double>", "values", (ins)>,
  ];
}
#endif // DLC_TRAIN_INTERFACES
