// What the decompositions of attention and of its gradients have in common with the derivative rule: all
// write the same ops, so that a step which needs the weights for several computes them once.
#pragma once

#include "NN/NNComposer.h"

namespace dlc::nn {
/// Whether one kernel computes attention, or its gradients, of operands of these types, with a mask or null;
/// one of truth values becomes one of numbers first.
bool hasAttentionKernel(SizedTensorType query, SizedTensorType key, SizedTensorType value,
                        SizedTensorType mask);

/// Operands and attributes of attention, or of its gradients.
struct AttentionInputs {
  mlir::Value query, key, value;
  mlir::Value mask; ///< or null
  bool causal;
  double scale;

  explicit AttentionInputs(AttentionOp op);
  explicit AttentionInputs(AttentionBackwardOp op);
};

/// Heads that share keys are one after the other, so as rows they are one longer head:
/// [batch, heads of the keys, rows, …].
struct AttentionParts {
  mlir::Value query;   ///< scaled
  mlir::Value weights; ///< what each query takes of each value; rows add up to 1, or are 0
};
AttentionParts attentionParts(Composer &compose, const AttentionInputs &inputs);

/// The gradients of attention's operands; null where one is not wanted.
struct AttentionGradients {
  mlir::Value query, key, value, mask;
};
/// `result` is what attention made of the inputs, `grad` the gradient of that. `wants` says which are wanted.
AttentionGradients attentionGradients(Composer &compose, const AttentionInputs &inputs, mlir::Value result,
                                      mlir::Value grad, llvm::function_ref<bool(mlir::Value)> wants);
} // namespace dlc::nn
