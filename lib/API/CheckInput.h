// What the verifiers of the dialects leave open, since passes may do it, but no network that comes from
// outside.
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace dlc {

/// Emits an error and fails for attributes that no op has or only passes write, for tensors whose type is
/// more than shape and elements, of too many dimensions, and for those that no memory holds.
llvm::LogicalResult checkInput(mlir::ModuleOp module);

} // namespace dlc
