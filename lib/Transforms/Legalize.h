// The categories of rewritings of nn-legalize.
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace dlc::legalize {
/// Products that repeat matrices, or whose dimensions are in no matrix's order.
void populateContractionPatterns(mlir::RewritePatternSet &patterns);
/// Windows of one dimension; gradients of convolutions with strides.
void populateConvolutionPatterns(mlir::RewritePatternSet &patterns);
/// Convolutions whose windows do not overlap.
void populatePatchPatterns(mlir::RewritePatternSet &patterns);
/// Sums of tensors that zeros fill up.
void populatePadPatterns(mlir::RewritePatternSet &patterns);
/// Convolutions of images that are small beside their window.
void populateSmallImagePatterns(mlir::RewritePatternSet &patterns);
} // namespace dlc::legalize
