// What the code of a kernel is like, for whoever asks: kept in the location of the op that becomes a kernel,
// beside the labels of nn-label-ops, and read where kernels are listed (dlc-profile-kernels). Without those
// labels nobody asks, and nothing is kept.
#pragma once

#include "mlir/IR/Operation.h"

namespace dlc::codegen {
struct KernelForm {
  llvm::StringRef name; ///< "product over pixels"
  int64_t lanes = 0;    ///< of a vector; 0: LLVM chooses
  double used = 1;      ///< the part of the lanes that hold elements
  bool moves = false;   ///< whether it computes nothing, but brings elements into another order
};

/// The location with a form, where it has labels. A form that it has already is replaced.
mlir::Location withForm(mlir::Location location, const KernelForm &form);
void noteForm(mlir::Operation *op, const KernelForm &form);
/// A faster form, and why it is not this op's: "Winograd: strides of 2".
void noteRefusal(mlir::Operation *op, const llvm::Twine &refusal);

inline constexpr llvm::StringLiteral kForm = "form", kRefusal = "refusal";
} // namespace dlc::codegen
