// Which values of a function have memory of their own, how much, and which ops are its forward pass: what
// estimates and plans ask before anything is lowered.
#pragma once

#include "NN/NN.h"

namespace dlc::nn {

/// Bytes of a tensor with `batch` in place of a `?`; an i1 takes a byte.
int64_t bytesOf(mlir::Type tensor, int64_t batch);

/// Whether the op gives its operand another name or shape, and no memory.
bool isView(mlir::Operation *op);
/// The value whose memory this one shows: the operand of views, through all of them.
mlir::Value rootOf(mlir::Value value);

/// The ops, in their order, that the results of a function come from which are no next versions of variables:
/// of a training step, its loss and metrics. The reverse walk stands behind the last of them.
llvm::SmallVector<mlir::Operation *> forwardPass(FuncOp function);

} // namespace dlc::nn
