// The patterns of convert-nn-to-linalg, by category of op.
#pragma once

#include "Conversion/NNToLinalg/Emitter.h"
#include "NN/NN.h"
#include "mlir/Transforms/DialectConversion.h"

namespace dlc::lowering {
/// A pattern made of a plain function from an op to the values that replace it.
template <typename Op> class FunctionPattern : public mlir::OpConversionPattern<Op> {
public:
  using Adaptor = typename Op::Adaptor;
  using Function = llvm::SmallVector<mlir::Value> (*)(Op, Adaptor, Emitter &);

  FunctionPattern(mlir::MLIRContext *context, Function function)
      : mlir::OpConversionPattern<Op>(context), function(function) {}

  mlir::LogicalResult matchAndRewrite(Op op, Adaptor adaptor,
                                      mlir::ConversionPatternRewriter &rewriter) const override {
    Emitter emit(rewriter, op, adaptor.getOperands());
    if (!emit.knowsBatch())
      return op.emitOpError(
          "has a batch, but neither its operands nor the function's arguments tell its size");
    rewriter.replaceOp(op, function(op, adaptor, emit));
    return mlir::success();
  }

private:
  Function function;
};

template <typename Op>
void add(mlir::RewritePatternSet &set, typename FunctionPattern<Op>::Function function) {
  set.add<FunctionPattern<Op>>(set.getContext(), function);
}

/// What has no pattern of its own becomes its decomposition.
void populateDecompositionPatterns(mlir::RewritePatternSet &set);
/// With `batchArgument`, functions get the batch as a first argument.
void populateStructurePatterns(mlir::RewritePatternSet &set, bool batchArgument);
void populateElementwisePatterns(mlir::RewritePatternSet &set);
void populateContractionPatterns(mlir::RewritePatternSet &set);
void populateConvolutionPatterns(mlir::RewritePatternSet &set);
void populatePoolingPatterns(mlir::RewritePatternSet &set);
void populateNormalizationPatterns(mlir::RewritePatternSet &set);
void populateReductionPatterns(mlir::RewritePatternSet &set);
void populateShapePatterns(mlir::RewritePatternSet &set);
void populateRandomPatterns(mlir::RewritePatternSet &set);
void populateLossPatterns(mlir::RewritePatternSet &set);
} // namespace dlc::lowering
