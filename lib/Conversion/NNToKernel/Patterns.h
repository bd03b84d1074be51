// What the parts of convert-nn-to-kernel share.
#pragma once

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace dlc::kernels {
inline mlir::RankedTensorType typeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

/// Memory for `type`, whose batch is the size of one of `sources` in a dynamic dimension.
mlir::Value emptyLike(mlir::PatternRewriter &rewriter, mlir::Location loc, mlir::RankedTensorType type,
                      mlir::ValueRange sources);

/// Products that are one of matrices.
void populateContractionPatterns(mlir::RewritePatternSet &patterns);
} // namespace dlc::kernels
