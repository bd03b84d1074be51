// Ops on floats of 16 and 8 bits are computed in f32: operands are widened, results rounded once.
#pragma once

#include "NN/NN.h"

namespace dlc::nn {
/// Whether elements are bf16, f16, f8E4M3FN or f8E5M2.
bool isNarrowFloat(mlir::Type type);
/// Whether the op computes with narrow floats. Views, constants, control flow, bitcasts and casts from and to
/// f32, and from what is longer, only hand them on.
bool computesInNarrowFloats(mlir::Operation *op);
/// The same op on operands that are widened to f32, written at `builder`; its results, rounded to their
/// types. The op stays.
llvm::SmallVector<mlir::Value> computeInF32(mlir::OpBuilder &builder, mlir::Operation *op);
} // namespace dlc::nn
