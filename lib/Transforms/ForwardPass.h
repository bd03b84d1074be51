// Which ops of a training step on nn are its forward pass.
#pragma once

#include "NN/NN.h"

namespace dlc {

/// The ops, in their order, that the results of a function come from which are no next versions of variables:
/// of a training step, its loss and metrics. The reverse walk stands behind the last of them.
llvm::SmallVector<mlir::Operation *> forwardPass(nn::FuncOp function);

} // namespace dlc
