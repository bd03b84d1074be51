// Which contraction a loop reads: what fusion asks before it makes the loop its epilogue, or leaves it free
// to become one.
#pragma once

#include "Codegen/Passes.h"

namespace dlc::codegen {
/// The contraction that makes `value`, if need be with rows that have several dimensions again, as those of
/// each step of a sequence; or null.
inline mlir::Operation *contractionOf(mlir::Value value) {
  if (auto expand = value.getDefiningOp<mlir::tensor::ExpandShapeOp>();
      expand && expand.getSrc().getDefiningOp<kernel::MatmulOp>())
    value = expand.getSrc();
  mlir::Operation *made = value.getDefiningOp();
  return llvm::isa_and_present<kernel::ConvOp, kernel::MatmulOp>(made) ? made : nullptr;
}
} // namespace dlc::codegen
