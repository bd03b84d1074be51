// What the parts of convert-nn-to-kernel share.
#pragma once

#include "Conversion/SizeValues.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace dlc::kernels {
inline nn::SizedTensorType typeOf(mlir::Value value) {
  return llvm::cast<nn::SizedTensorType>(value.getType());
}

/// Memory for `type`, whose dynamic sizes one of `sources` or an argument of the function tells.
mlir::Value emptyLike(mlir::PatternRewriter &rewriter, mlir::Location loc, nn::SizedTensorType type,
                      mlir::ValueRange sources);

/// Products that are one of matrices.
void populateContractionPatterns(mlir::RewritePatternSet &patterns);
} // namespace dlc::kernels
