// Convolutions whose window is the whole image, and which therefore have one output of each channel: a dense
// layer in the guise of a convolution, the first layer of a generator, the last one of a discriminator. They
// are products of matrices over all pixels of all channels.
#include "Transforms/Legalize.h"

#include "NN/NNComposer.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc::legalize {
namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

/// [n, c, spatial…] as [n, c · spatial].
Value flattened(Composer &compose, Value value) {
  nn::SizedTensorType type = typeOf(value);
  return compose.reshape(value, SmallVector<int64_t>{type.getDimSize(0), ShapedType::getNumElements(
                                                                             type.getShape().drop_front())});
}

/// `image`, `weight`, `outputs`: what takes these places in the convolution or its gradient.
template <typename Op> bool seesWholeImage(Op op, Value image, Value weight, Value outputs) {
  auto isZero = [](int64_t size) { return size == 0; };
  auto isOne = [](int64_t size) { return size == 1; };
  ArrayRef<int64_t> kernel = typeOf(weight).getShape().drop_front();
  Window window = op.getWindow();
  return op.getGroup() == 1 && typeOf(image).getShape().drop_front() == kernel &&
         llvm::all_of(typeOf(outputs).getShape().drop_front(2), isOne) &&
         llvm::all_of(window.before, isZero) && llvm::all_of(window.after, isZero) &&
         llvm::all_of(window.dilations, isOne) && !llvm::is_contained(typeOf(weight).getShape(), 0) &&
         typeOf(image).getDimSize(0) != 0;
}

struct ConvOfWholeImage : OpRewritePattern<ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvOp op, PatternRewriter &rewriter) const override {
    if (!seesWholeImage(op, op.getInput(), op.getWeight(), op.getResult()))
      return rewriter.notifyMatchFailure(op, "the window is not the whole image");
    Composer compose(rewriter, op.getLoc());
    Value product =
        compose.make<MatmulOp>(flattened(compose, op.getInput()), flattened(compose, op.getWeight()),
                               /*transpose_lhs=*/UnitAttr(), /*transpose_rhs=*/rewriter.getUnitAttr());
    if (op.getBias())
      product = compose.add(product, op.getBias());
    rewriter.replaceOp(op, compose.reshape(product, typeOf(op.getResult())));
    return success();
  }
};

struct BackwardDataOfWholeImage : OpRewritePattern<ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    if (!seesWholeImage(op, op.getResult(), op.getWeight(), op.getGrad()))
      return rewriter.notifyMatchFailure(op, "the window is not the whole image");
    Composer compose(rewriter, op.getLoc());
    Value product =
        compose.make<MatmulOp>(flattened(compose, op.getGrad()), flattened(compose, op.getWeight()),
                               /*transpose_lhs=*/UnitAttr(), /*transpose_rhs=*/UnitAttr());
    rewriter.replaceOp(op, compose.reshape(product, typeOf(op.getResult())));
    return success();
  }
};

struct BackwardWeightsOfWholeImage : OpRewritePattern<ConvBackwardWeightsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConvBackwardWeightsOp op, PatternRewriter &rewriter) const override {
    if (!seesWholeImage(op, op.getInput(), op.getResult(), op.getGrad()))
      return rewriter.notifyMatchFailure(op, "the window is not the whole image");
    Composer compose(rewriter, op.getLoc());
    Value product =
        compose.make<MatmulOp>(flattened(compose, op.getGrad()), flattened(compose, op.getInput()),
                               /*transpose_lhs=*/rewriter.getUnitAttr(), /*transpose_rhs=*/UnitAttr());
    rewriter.replaceOp(op, compose.reshape(product, typeOf(op.getResult())));
    return success();
  }
};
} // namespace

void populateWholeImagePatterns(RewritePatternSet &patterns) {
  patterns.add<ConvOfWholeImage, BackwardDataOfWholeImage, BackwardWeightsOfWholeImage>(
      patterns.getContext());
}
} // namespace dlc::legalize
