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
    InterfaceMethod<"Writes the simpler ops; returns the values that replace the results, in their types.",
      "::llvm::SmallVector<::mlir::Value>", "decompose", (ins "::dlc::nn::Composer &":$compose)>,
    InterfaceMethod<"Whether the op, with the attributes that it has, is lowered as it is, so that legalization keeps it.",
      "bool", "isPrimitive", (ins), "", "return false;">];
}

def NN_CostOpInterface : OpInterface<"CostOp"> {
  let cppNamespace = "::dlc::nn";
  let description = [{
    What an op costs, before anything is fused or lowered: the one place that says so, for `dlc inspect`, for recomputation
    and for the derivatives of loops. Every op of `nn` implements it, most of them by a trait of NNCost.td.
  }];
  let methods = [
    InterfaceMethod<"Additions, multiplications, comparisons and function values (an exp is one), each one; a multiply-add is two.",
      "::dlc::nn::Count", "getFlops", (ins "const ::dlc::nn::Counter &":$count)>,
    InterfaceMethod<"Bytes read and written: of operands and results, each once, unless the op reads a part of an operand.",
      "::dlc::nn::Count", "getBytesMoved", (ins "const ::dlc::nn::Counter &":$count)>,
    InterfaceMethod<"Whether computing it again takes about as long as reading its result from memory.",
      "bool", "isCheapToRecompute", (ins)>];
}

def NN_LimitedSizesOpInterface : OpInterface<"LimitedSizesOp"> {
  let cppNamespace = "::dlc::nn";
  let description = [{
    An op that does not accept every value of the named sizes: it reads elements that a shorter tensor does not have. What it
    needs is checked when an entry point is called, as it is that no size of a type is negative.
  }];
  let methods = [
    InterfaceMethod<"Appends sizes, numbers or expressions, that must not be negative.",
      "void", "appendLimits", (ins "::llvm::SmallVectorImpl<int64_t> &":$sizes)>];
}
#endif // DLC_NN_INTERFACES
