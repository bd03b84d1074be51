// Interfaces of the nn dialect. In a file of its own because TableGen emits interfaces of its main file only.
#ifndef DLC_NN_INTERFACES
#define DLC_NN_INTERFACES
include "mlir/IR/OpBase.td"

def NN_ElementwiseOpInterface : OpInterface<"ElementwiseOp"> {
  let cppNamespace = "::dlc::nn";
  let description = "An op that computes each element of its one result from the elements at the same (broadcast) place.";
}

def NN_DecomposableOpInterface : OpInterface<"DecomposableOp"> {
  let cppNamespace = "::dlc::nn";
  let description = [{
    A compound op: simpler `nn` ops say what it computes, and they are written down once, here. `nn-legalize` replaces it by
    them, autodiff does where it has no rule (docs/decisions/0007-decomposition.md).
    "Simpler" must end: no op decomposes into itself, at any depth.
  }];
  let methods = [
    InterfaceMethod<"Writes the simpler ops; returns what takes the place of the results, in their types.",
      "::llvm::SmallVector<::mlir::Value>", "decompose", (ins "::dlc::nn::Composer &":$compose)>,
    InterfaceMethod<"Whether the op, with the attributes that it has, is lowered as it is, so that legalization keeps it.",
      "bool", "isPrimitive", (ins), "", "return false;">];
}
#endif // DLC_NN_INTERFACES
