// Which part of a function is the network itself: its top, the loops over steps, and the branches in them.
// All else is the inside of a kernel.
#pragma once

#include "Codegen/Passes.h"

namespace dlc::codegen {
/// A loop over steps, or a branch: what runs in it are ops of the network. Of ops that are not inside a
/// kernel.
inline bool isControlFlow(mlir::Operation *op) {
  return mlir::isa<mlir::scf::IfOp>(op) || (mlir::isa<mlir::scf::ForOp>(op) && op->hasAttr(kernel::kSteps));
}

/// Whether nothing but control flow stands between the op and its function.
inline bool isOfNetwork(mlir::Operation *op) {
  mlir::Operation *parent = op->getParentOp();
  while (parent && isControlFlow(parent))
    parent = parent->getParentOp();
  return mlir::isa_and_present<mlir::func::FuncOp>(parent);
}
} // namespace dlc::codegen
