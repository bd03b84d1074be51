// Which values may come to lie in one buffer when ops on tensors are bufferized in place.
#pragma once

#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseSet.h"

namespace dlc::codegen {
/// What an op's result starts from: the tensor in whose buffer it is computed if it is computed in place.
/// Null for a value that starts from nothing.
mlir::OpOperand *startOf(mlir::Value value);

/// Adds `value`, its views, and all values that may be computed in the buffer of one of them, to `sharing`.
/// Values that are in the set already are not followed.
void addValuesInPlaceOf(mlir::Value value, llvm::DenseSet<mlir::Value> &sharing);
} // namespace dlc::codegen
