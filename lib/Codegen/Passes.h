// Passes from linalg and kernel to buffers, loops, vectors and threads; Passes.td describes each.
#pragma once

#include "Codegen/ConvolutionForm.h"
#include "Kernel/Kernel.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
#define GEN_PASS_DECL
#include "Codegen/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Codegen/Passes.h.inc"

/// Tells one-shot bufferization about kernel ops.
void registerKernelBufferization(mlir::DialectRegistry &registry);

/// Bytes of the arenas that a function needs: of the fixed one, and per batch element of the other.
inline constexpr llvm::StringLiteral kFixedArenaBytes = "dlc.fixed_arena_bytes";
inline constexpr llvm::StringLiteral kBatchArenaBytes = "dlc.batch_arena_bytes";
/// On a module: bytes of the memory that entry points keep from call to call, and the number of the flags in
/// it (dlc-keep-prepared).
inline constexpr llvm::StringLiteral kPreparedBytes = "dlc.prepared_bytes";
inline constexpr llvm::StringLiteral kPreparedCount = "dlc.prepared_count";
/// On an entry point: that memory is its last argument; and the flags of what it makes out of date.
inline constexpr llvm::StringLiteral kPrepares = "dlc.prepares";
inline constexpr llvm::StringLiteral kOutdated = "dlc.outdated";
/// Of the call of a kernel that runs once for many calls of entry points: dlc-keep-prepared.
inline constexpr llvm::StringLiteral kPreparation = "dlc.preparation";
/// On an entry point that has a function `NAME.measure` beside it, and on that function.
inline constexpr llvm::StringLiteral kMeasure = "dlc.measure";
/// On ops on buffers, and on the parallel loops that they become: the number of the group that runs image by
/// image.
inline constexpr llvm::StringLiteral kImageGroup = "dlc.image_group";
/// On a public function whose kernels are outlined, its own name: equal functions are merged then, and an
/// entry point must stay.
inline constexpr llvm::StringLiteral kEntryPoint = "dlc.entry_point";
/// On a function that computes one tile of contractions, its own name: upstream's elimination of duplicates
/// must leave it alone, which cannot replace a function whose callers it has erased.
inline constexpr llvm::StringLiteral kTile = "dlc.tile";
/// On an outlined kernel: which of its arguments are buffers that alias no other.
inline constexpr llvm::StringLiteral kNoAlias = "dlc.noalias";
/// On the call of a kernel: threads may share the iterations from its first to its second argument.
inline constexpr llvm::StringLiteral kParallel = "dlc.parallel";
/// On a module: what the kernels are that dlc-profile-kernels has numbered.
inline constexpr llvm::StringLiteral kProfile = "dlc.profile";
/// On a function that calls kernels and computes nothing large itself: LLVM need not optimise it.
inline constexpr llvm::StringLiteral kGlue = "dlc.glue";
} // namespace dlc
