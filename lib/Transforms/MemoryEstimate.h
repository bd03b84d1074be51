// How much memory a function on nn will take, guessed before it is fused and bufferized.
#pragma once

#include "NN/NN.h"

namespace dlc {

/// Whether the op is computed element by element, so that fusion makes it part of the loop of a neighbour.
bool isFusible(mlir::Operation *op);

/// The most bytes of intermediate values that are alive at once. What later stages do is approximated:
/// elementwise ops with one fusible user are part of its loop, others may overwrite an operand that nobody
/// reads again, next versions of variables lie in the variables. Arguments and constants take nothing.
int64_t estimatePeakBytes(nn::FuncOp function, int64_t batch);

} // namespace dlc
