// The pass convert-nn-to-kernel: contractions of nn to those of kernel. Before convert-nn-to-linalg, which
// takes all that is left: what no kernel fits still becomes a loop nest.
#include "Conversion/NNToKernel/Patterns.h"
#include "Conversion/Passes.h"
#include "Kernel/Kernel.h"
#include "NN/NN.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_CONVERTNNTOKERNEL
#include "Conversion/Passes.h.inc"

using kernels::attributesOf;
using kernels::emptyLike;
using kernels::typeOf;

SmallVector<NamedAttribute> kernels::attributesOf(const nn::Window &window, ArrayRef<int64_t> pads,
                                                  int64_t group, Builder &b) {
  return {b.getNamedAttr("strides", b.getDenseI64ArrayAttr(window.strides)),
          b.getNamedAttr("pads", b.getDenseI64ArrayAttr(pads)),
          b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(window.dilations)),
          b.getNamedAttr("group", b.getI64IntegerAttr(group))};
}

namespace {
/// Adds the epilogue "element + bias[channel]".
template <typename Op> void addBias(PatternRewriter &rewriter, Op op, Value bias, int64_t channel) {
  op.getExtrasMutable().append(bias);
  int64_t rank = typeOf(op.getInit()).getRank();
  AffineMap map = AffineMap::get(rank, 0, rewriter.getAffineDimExpr(channel));
  op.setEpilogueMapsAttr(rewriter.getAffineMapArrayAttr({map}));
  Type element = typeOf(bias).getElementType();
  OpBuilder::InsertionGuard guard(rewriter);
  Block *body = rewriter.createBlock(&op.getEpilogue(), {}, {element, element}, {op.getLoc(), op.getLoc()});
  Value sum = arith::AddFOp::create(rewriter, op.getLoc(), body->getArgument(0), body->getArgument(1));
  kernel::YieldOp::create(rewriter, op.getLoc(), sum);
}

/// Kernels have windows of two dimensions; legalization makes such of those of one.
template <typename Op> LogicalResult checkPlanar(PatternRewriter &rewriter, Op op, const nn::Window &window) {
  return window.rank() == 2 ? success()
                            : rewriter.notifyMatchFailure(op, "windows are not of two dimensions");
}

struct LowerConv : OpRewritePattern<nn::ConvOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvOp op, PatternRewriter &rewriter) const override {
    nn::Window window = op.getWindow();
    if (failed(checkPlanar(rewriter, op, window)))
      return failure();
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto conv = kernel::ConvOp::create(rewriter, op.getLoc(), op.getInput(), op.getWeight(), init,
                                       attributesOf(window, window.pads(), op.getGroup(), rewriter));
    if (op.getBias())
      addBias(rewriter, conv, op.getBias(), 1);
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerBackwardData : OpRewritePattern<nn::ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    nn::Window window = op.getWindow();
    if (failed(checkPlanar(rewriter, op, window)))
      return failure();
    nn::SizedTensorType type = typeOf(op.getResult()), grad = typeOf(op.getGrad());
    const SmallVector<int64_t> ones{1, 1};
    const bool isStrided = ArrayRef(window.strides) != ArrayRef(ones);
    if (isStrided &&
        !kernel::takesLhsDilation(grad.getShape(), typeOf(op.getWeight()).getShape(), type.getShape(),
                                  op.getGroup(), window.strides, ones, window.dilations))
      return rewriter.notifyMatchFailure(op, "no kernel has such strides");
    SmallVector<int64_t> pads(4);
    for (int64_t d : {0, 1}) {
      int64_t reach = window.extent(d) - 1;
      pads[d] = reach - window.before[d];
      int64_t lost = isStrided
                         ? type.getDimSize(2 + d) - (grad.getDimSize(2 + d) - 1) * window.strides[d] - 1
                         : nn::subtractSizes(type.getDimSize(2 + d), grad.getDimSize(2 + d)).value_or(0);
      if (nn::isSymbolic(lost))
        return rewriter.notifyMatchFailure(op, "pads depend on a dynamic size");
      pads[d + 2] = lost + reach - pads[d];
    }
    if (llvm::any_of(pads, [](int64_t pad) { return pad < 0; }))
      return rewriter.notifyMatchFailure(op, "pads are wider than the window");
    Value init = emptyLike(rewriter, op.getLoc(), type, op->getOperands());
    const SmallVector<int64_t> strides(window.strides);
    window.strides = ones;
    auto conv = kernel::ConvOp::create(rewriter, op.getLoc(), op.getGrad(), op.getWeight(), init,
                                       attributesOf(window, pads, op.getGroup(), rewriter));
    conv.setTransposed(true);
    if (isStrided)
      conv.setLhsDilation(strides);
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerBackwardWeights : OpRewritePattern<nn::ConvBackwardWeightsOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvBackwardWeightsOp op, PatternRewriter &rewriter) const override {
    nn::Window window = op.getWindow();
    if (failed(checkPlanar(rewriter, op, window)))
      return failure();
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto conv =
        kernel::ConvBackwardWeightsOp::create(rewriter, op.getLoc(), op.getInput(), op.getGrad(), init,
                                              attributesOf(window, window.pads(), op.getGroup(), rewriter));
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerMaxPoolBackward : OpRewritePattern<nn::MaxPoolBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MaxPoolBackwardOp op, PatternRewriter &rewriter) const override {
    nn::Window window = op.getWindow();
    if (failed(checkPlanar(rewriter, op, window)))
      return failure();
    if (window.isDilated())
      return rewriter.notifyMatchFailure(op, "windows are dilated");
    if (nn::hasSymbolic(typeOf(op.getInput()).getShape().drop_front()))
      return rewriter.notifyMatchFailure(op, "a spatial size is dynamic");
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto pool = kernel::MaxPoolBackwardOp::create(
        rewriter, op.getLoc(), op.getInput(), op.getGrad(), init,
        {rewriter.getNamedAttr("kernel_shape", op.getKernelShapeAttr()),
         rewriter.getNamedAttr("strides", rewriter.getDenseI64ArrayAttr(window.strides)),
         rewriter.getNamedAttr("pads", rewriter.getDenseI64ArrayAttr(window.pads()))});
    rewriter.replaceOp(op, pool.getResults());
    return success();
  }
};

struct LowerMaxPool : OpRewritePattern<nn::MaxPoolOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MaxPoolOp op, PatternRewriter &rewriter) const override {
    nn::Window window = op.getWindow();
    if (failed(checkPlanar(rewriter, op, window)))
      return failure();
    if (nn::hasSymbolic(typeOf(op.getInput()).getShape().drop_front()))
      return rewriter.notifyMatchFailure(op, "a spatial size is dynamic");
    if (window.kernel[1] != 2 || window.strides[1] != 2 || window.hasPads() || window.isDilated())
      return rewriter.notifyMatchFailure(op, "windows are not pairs of columns side by side");
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    rewriter.replaceOpWithNewOp<kernel::MaxPoolOp>(op, init.getType(), op.getInput(), init,
                                                   rewriter.getI64IntegerAttr(window.kernel[0]),
                                                   rewriter.getI64IntegerAttr(window.strides[0]));
    return success();
  }
};

struct ConvertNNToKernel : impl::ConvertNNToKernelBase<ConvertNNToKernel> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    kernels::populateContractionPatterns(patterns);
    kernels::populateAttentionPatterns(patterns);
    kernels::populateBytePatterns(patterns);
    patterns.add<LowerConv, LowerBackwardData, LowerBackwardWeights, LowerMaxPool, LowerMaxPoolBackward>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
