// Compound ops that have no form of their own here: the ops of their decomposition are lowered instead.
#include "Conversion/NNToLinalg/Patterns.h"

#include "NN/NNComposer.h"

using namespace mlir;

namespace dlc::lowering {
namespace {
struct LowerDecomposition : OpInterfaceConversionPattern<nn::DecomposableOp> {
  // Of the least benefit, so that an op's own pattern goes first.
  LowerDecomposition(const TypeConverter &types, MLIRContext *context)
      : OpInterfaceConversionPattern(types, context, /*benefit=*/0) {
    // A decomposition may hold compound ops; it ends, as the interface demands.
    setHasBoundedRewriteRecursion();
  }

  LogicalResult matchAndRewrite(nn::DecomposableOp op, ArrayRef<Value>,
                                ConversionPatternRewriter &rewriter) const override {
    nn::Composer compose(rewriter, op->getLoc());
    rewriter.replaceOp(op, op.decompose(compose));
    return success();
  }
};
} // namespace

void populateDecompositionPatterns(Patterns &patterns) { patterns.add<LowerDecomposition>(); }
} // namespace dlc::lowering
