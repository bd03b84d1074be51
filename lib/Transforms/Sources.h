// Where values come from, through bodies of loops and branches.
#pragma once

#include "NN/NN.h"

namespace dlc {
/// What a value is made of directly: the operands of its op. For a result of an op with a body that is what
/// the body yields for it and what it starts from; for an argument of a body it is the operand that it stands
/// for and what the step before yields. Conditions are among them.
llvm::SmallVector<mlir::Value> sourcesOf(mlir::Value value);
} // namespace dlc
