// The kernel dialect: contractions with an epilogue, on tensors or buffers. Kernel.td describes its ops.
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace dlc::kernel {
/// On an scf.for that runs the steps of a network one after the other: what is in it are ops of the network,
/// each with loops and threads of its own, and not the inside of a kernel.
inline constexpr llvm::StringLiteral kSteps = "dlc.steps";
/// On a module, a TargetAttr: the machine that code is made for.
inline constexpr llvm::StringLiteral kTarget = "kernel.target";
/// On a kernel.brgemm of bytes: lhs holds the signed ones, and rhs those without a sign.
inline constexpr llvm::StringLiteral kSignedLhs = "kernel.signed_lhs";
/// Alignment of buffers in bytes: a cache line of every target, and what a Program's arenas have
/// (DLC_ARENA_ALIGNMENT).
inline constexpr int64_t kBufferAlignment = 64;

/// Whether a contraction of these operands is one of bytes, whose sums are i32.
inline bool areBytes(mlir::Value lhs, mlir::Value rhs) {
  return mlir::getElementTypeOrSelf(lhs).isSignlessInteger(8) &&
         mlir::getElementTypeOrSelf(rhs).isSignlessInteger(8);
}

/// The most weights of a channel that a convolution keeps in registers.
inline constexpr int64_t kMostDepthwiseWeights = 25;

/// Whether a transposed `kernel.conv` of lhs [N, M, OH, OW], weights and init [N, C, H, W] may have this
/// `lhs_dilation`: C6 of the op.
bool takesLhsDilation(llvm::ArrayRef<int64_t> lhs, llvm::ArrayRef<int64_t> weight,
                      llvm::ArrayRef<int64_t> init, int64_t group, llvm::ArrayRef<int64_t> lhsDilation,
                      llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dilations);

class TargetAttr;
/// The target of the module that `op` is or lies in. Null, after an error that says what is missing, if the
/// module has none.
TargetAttr targetOf(mlir::Operation *op);
} // namespace dlc::kernel

#include "Kernel/KernelDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Kernel/KernelAttributes.h.inc"

#define GET_OP_CLASSES
#include "Kernel/KernelOps.h.inc"
