// Folds inference batch norm into the convolution or the matrix product in front of it: one pass over the
// activations less. In: nn with state as values. Out: where weights are constants, weights and biases scaled
// by nn ops, which are folded; else a factor and a summand per channel behind the product, whose epilogue
// they become: to scale weights that may change would take a pass over all of them in each call. Here, on nn,
// because after lowering the product and the normalisation are separate loop nests.
#include "NN/NNComposer.h"
#include "NN/NNNarrowFloats.h"
#include "Transforms/Passes.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "Transforms/Passes.h.inc"

namespace {
nn::SizedTensorType typeOf(Value value) { return cast<nn::SizedTensorType>(value.getType()); }

// What a batch norm does to channel c: y = factor[c] · x + (bias[c] - mean[c] · factor[c]). Of narrow floats
// it is computed in f32 and rounded once: an epsilon may be nothing in 16 bits.
class Affine {
public:
  Affine(BatchNormOp norm, PatternRewriter &rewriter) : norm(norm), compose(rewriter, norm.getLoc()) {
    Value variance = compose.add(wide(norm.getVariance()), norm.getEpsilon().convertToDouble());
    factor = compose.mul(wide(norm.getScale()), compose.unary<RsqrtOp>(variance));
  }

  // The weights of the product, whose output channels are dimension `channels`.
  Value weight(Value weight, int64_t channels) {
    nn::SizedTensorType type = typeOf(weight);
    SmallVector<int64_t> shape(type.getRank(), 1);
    shape[channels] = type.getDimSize(channels);
    return rounded(compose.mul(wide(weight), compose.make<ReshapeOp>(typeOf(factor).clone(shape), factor)));
  }

  // The factor, for a product whose channels are followed by `dimensions` others.
  Value scale(int64_t dimensions) { return perChannel(rounded(factor), dimensions); }

  // A value per channel as it broadcasts over a product whose channels are followed by `dimensions` others.
  Value perChannel(Value value, int64_t dimensions) {
    if (!dimensions)
      return value;
    SmallVector<int64_t> shape(1 + dimensions, 1);
    shape[0] = typeOf(value).getDimSize(0);
    return compose.make<ReshapeOp>(typeOf(value).clone(shape), value);
  }

  // The bias behind the product, from the one that it had, if any.
  Value bias(Value before) {
    Value mean = wide(norm.getMean()), bias = wide(norm.getBias());
    if (!before)
      return rounded(compose.sub(bias, compose.mul(mean, factor)));
    return rounded(compose.add(bias, compose.mul(compose.sub(wide(before), mean), factor)));
  }

private:
  Value wide(Value value) {
    return isNarrowFloat(value.getType()) ? compose.cast(value, compose.builder.getF32Type()) : value;
  }
  Value rounded(Value value) { return compose.cast(value, typeOf(norm.getInput()).getElementType()); }

  BatchNormOp norm;
  Composer compose;
  Value factor;
};

/// Whether to scale the weights of a product. Of narrow floats too: a product in 16 bits that is scaled
/// afterwards is rounded twice, and may overflow.
bool scalesWeights(Value weight) {
  return matchPattern(weight, m_Constant()) || isNarrowFloat(weight.getType());
}

struct FoldIntoConv : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp norm, PatternRewriter &rewriter) const override {
    auto conv = norm.getInput().getDefiningOp<ConvOp>();
    if (!conv)
      return rewriter.notifyMatchFailure(norm, "does not follow a convolution");
    if (!conv->hasOneUse())
      return rewriter.notifyMatchFailure(norm,
                                         "the convolution has another use, so it would be computed twice");
    Affine affine(norm, rewriter);
    if (!scalesWeights(conv.getWeight())) {
      auto product = ConvOp::create(rewriter, conv.getLoc(), conv.getInput(), conv.getWeight(), Value(),
                                    conv.getStridesAttr(), conv.getPadsAttr(), conv.getDilationsAttr(),
                                    conv.getGroupAttr(), conv.getAutoPadAttr());
      const int64_t pixels = typeOf(product).getRank() - 2;
      Value scaled = MulOp::create(rewriter, norm.getLoc(), product, affine.scale(pixels));
      rewriter.replaceOpWithNewOp<AddOp>(norm, scaled,
                                         affine.perChannel(affine.bias(conv.getBias()), pixels));
      rewriter.eraseOp(conv);
      return success();
    }
    rewriter.replaceOpWithNewOp<ConvOp>(norm, conv.getInput(), affine.weight(conv.getWeight(), 0),
                                        affine.bias(conv.getBias()), conv.getStridesAttr(),
                                        conv.getPadsAttr(), conv.getDilationsAttr(), conv.getGroupAttr(),
                                        conv.getAutoPadAttr());
    rewriter.eraseOp(conv);
    return success();
  }
};

struct FoldIntoMatmul : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp norm, PatternRewriter &rewriter) const override {
    Value product = norm.getInput(), bias;
    auto add = product.getDefiningOp<AddOp>();
    if (add) {
      bool productFirst = add.getLhs().getDefiningOp<MatmulOp>() != nullptr;
      product = productFirst ? add.getLhs() : add.getRhs();
      bias = productFirst ? add.getRhs() : add.getLhs();
    }
    auto matmul = product.getDefiningOp<MatmulOp>();
    if (!matmul)
      return rewriter.notifyMatchFailure(norm, "does not follow a matrix product");
    if (cast<nn::SizedTensorType>(matmul.getType()).getRank() != 2)
      return rewriter.notifyMatchFailure(norm, "channels are not the columns of many products");
    if (bias && bias.getType() != norm.getMean().getType())
      return rewriter.notifyMatchFailure(norm,
                                         "what is added to the matrix product is not one bias per channel");
    if (!matmul->hasOneUse() || (add && !add->hasOneUse()))
      return rewriter.notifyMatchFailure(norm,
                                         "the matrix product has another use, so it would be computed twice");
    Affine affine(norm, rewriter);
    const bool inWeights = scalesWeights(matmul.getRhs());
    Value weight =
        inWeights ? affine.weight(matmul.getRhs(), matmul.getTransposeRhs() ? 0 : 1) : matmul.getRhs();
    Value scaled = MatmulOp::create(rewriter, matmul.getLoc(), matmul.getLhs(), weight,
                                    matmul.getTransposeLhsAttr(), matmul.getTransposeRhsAttr());
    if (!inWeights)
      scaled = MulOp::create(rewriter, norm.getLoc(), scaled, affine.scale(0));
    rewriter.replaceOpWithNewOp<AddOp>(norm, scaled, affine.bias(bias));
    if (add)
      rewriter.eraseOp(add);
    rewriter.eraseOp(matmul);
    return success();
  }
};

class FoldBatchNorm : public impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldIntoConv, FoldIntoMatmul>(&getContext());
    // Only what the patterns write is visited again: folding and cleaning up is another pass's task.
    GreedyRewriteConfig config;
    config.enableFolding(false).enableConstantCSE(false);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
