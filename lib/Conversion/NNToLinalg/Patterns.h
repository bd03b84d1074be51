// The patterns of convert-nn-to-linalg, by category of op.
#pragma once

#include "Conversion/NNToLinalg/Emitter.h"
#include "NN/NN.h"
#include "mlir/Transforms/DialectConversion.h"

namespace dlc::lowering {
/// What patterns are added to.
struct Patterns {
  mlir::RewritePatternSet &set;
  const mlir::TypeConverter &types;

  mlir::MLIRContext *context() { return set.getContext(); }
  template <typename... Pattern> void add() { (set.add<Pattern>(types, context()), ...); }
};

/// Whether the sizes of the op's results are known; if not, says so.
mlir::LogicalResult checkSizes(Emitter &emit, mlir::Operation *op);

/// Remarks that a contraction is computed by plain loops, which are many times slower than a kernel, and why.
/// Nothing is said of contractions of empty tensors, which cost nothing.
void remarkPlainLoops(mlir::Operation *op, const llvm::Twine &reason);

/// A pattern made of a plain function from an op to the values that replace it.
template <typename Op> class FunctionPattern : public mlir::OpConversionPattern<Op> {
public:
  using Adaptor = typename Op::Adaptor;
  using Function = llvm::SmallVector<mlir::Value> (*)(Op, Adaptor, Emitter &);

  FunctionPattern(const mlir::TypeConverter &types, mlir::MLIRContext *context, Function function)
      : mlir::OpConversionPattern<Op>(types, context), function(function) {}

  mlir::LogicalResult matchAndRewrite(Op op, Adaptor adaptor,
                                      mlir::ConversionPatternRewriter &rewriter) const override {
    Emitter emit(rewriter, op, adaptor.getOperands());
    if (failed(checkSizes(emit, op)))
      return mlir::failure();
    rewriter.replaceOp(op, function(op, adaptor, emit));
    return mlir::success();
  }

private:
  Function function;
};

template <typename Op> void add(Patterns &patterns, typename FunctionPattern<Op>::Function function) {
  patterns.set.add<FunctionPattern<Op>>(patterns.types, patterns.context(), function);
}

/// Lowers nn.sort, which fills a file of its own.
Values sort(nn::SortOp op, nn::SortOp::Adaptor adaptor, Emitter &emit);

/// Takes the encodings off all types of a module that was lowered: sizes are values now. Functions keep those
/// of their arguments and results as attributes `nn.sizes`.
void dropSizes(mlir::ModuleOp module);

/// With `batchArgument`, functions get their named sizes as first arguments, the batch before others.
void populateStructurePatterns(Patterns &patterns, bool batchArgument);
void populateElementwisePatterns(Patterns &patterns);
void populateContractionPatterns(Patterns &patterns);
void populateConvolutionPatterns(Patterns &patterns);
void populatePoolingPatterns(Patterns &patterns);
void populateNormalizationPatterns(Patterns &patterns);
void populateReductionPatterns(Patterns &patterns);
void populateShapePatterns(Patterns &patterns);
void populateIndexingPatterns(Patterns &patterns);
void populateRandomPatterns(Patterns &patterns);
void populateLossPatterns(Patterns &patterns);
void populateControlPatterns(Patterns &patterns);
} // namespace dlc::lowering
