// What the decomposition of attention and its derivative rule have in common: both write the same ops, so
// that a step which needs the weights for both computes them once.
#pragma once

#include "NN/NNComposer.h"

namespace dlc::nn {
/// Heads that share keys are one after the other, so as rows they are one longer head:
/// [batch, heads of the keys, rows, …].
struct AttentionParts {
  mlir::Value query;   ///< scaled
  mlir::Value weights; ///< what each query takes of each value; rows add up to 1, or are 0
  double scale;
};
AttentionParts attentionParts(Composer &compose, AttentionOp op);
/// [batch, heads, length, …] as heads of the keys and rows.
mlir::Value asRows(Composer &compose, AttentionOp op, mlir::Value value);
} // namespace dlc::nn
