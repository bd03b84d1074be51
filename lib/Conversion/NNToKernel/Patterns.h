// What the parts of convert-nn-to-kernel share.
#pragma once

#include "Conversion/SizeValues.h"
#include "NN/NN.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace dlc::kernels {
inline nn::SizedTensorType typeOf(mlir::Value value) {
  return llvm::cast<nn::SizedTensorType>(value.getType());
}

/// Memory for `type`, whose dynamic sizes one of `sources` or an argument of the function tells.
mlir::Value emptyLike(mlir::PatternRewriter &rewriter, mlir::Location loc, nn::SizedTensorType type,
                      mlir::ValueRange sources);

/// The kernel that computes `op` of these operands, into elements of `type`; failure if there is none.
mlir::FailureOr<mlir::Value> matrixProduct(nn::MatmulOp op, nn::SizedTensorType type, mlir::Value lhs,
                                           mlir::Value rhs, mlir::PatternRewriter &rewriter);
llvm::SmallVector<mlir::NamedAttribute> attributesOf(const nn::Window &window, llvm::ArrayRef<int64_t> pads,
                                                     int64_t group, mlir::Builder &b);

/// Products that are one of matrices.
void populateContractionPatterns(mlir::RewritePatternSet &patterns);
/// Attention and its gradients.
void populateAttentionPatterns(mlir::RewritePatternSet &patterns);
/// Products and convolutions of numbers that bytes hold.
void populateBytePatterns(mlir::RewritePatternSet &patterns);
} // namespace dlc::kernels
