// Interfaces of the nn dialect. In a file of its own because TableGen emits interfaces of its main file only.
#ifndef DLC_NN_INTERFACES
#define DLC_NN_INTERFACES
include "mlir/IR/OpBase.td"

def NN_ElementwiseOpInterface : OpInterface<"ElementwiseOp"> {
  let cppNamespace = "::dlc::nn";
  let description = "An op that computes each element of its one result from the elements at the same (broadcast) place.";
}
#endif // DLC_NN_INTERFACES
