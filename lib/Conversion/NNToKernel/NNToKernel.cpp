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

using kernels::emptyLike;
using kernels::typeOf;

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

SmallVector<NamedAttribute> window(Builder &b, ArrayRef<int64_t> strides, ArrayRef<int64_t> pads,
                                   ArrayRef<int64_t> dilations, int64_t group) {
  return {b.getNamedAttr("strides", b.getDenseI64ArrayAttr(strides)),
          b.getNamedAttr("pads", b.getDenseI64ArrayAttr(pads)),
          b.getNamedAttr("dilations", b.getDenseI64ArrayAttr(dilations)),
          b.getNamedAttr("group", b.getI64IntegerAttr(group))};
}

struct LowerConv : OpRewritePattern<nn::ConvOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvOp op, PatternRewriter &rewriter) const override {
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto conv = kernel::ConvOp::create(
        rewriter, op.getLoc(), op.getInput(), op.getWeight(), init,
        window(rewriter, op.getStrides(), op.getPads(), op.getDilations(), op.getGroup()));
    if (op.getBias())
      addBias(rewriter, conv, op.getBias(), 1);
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerBackwardData : OpRewritePattern<nn::ConvBackwardDataOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvBackwardDataOp op, PatternRewriter &rewriter) const override {
    if (llvm::any_of(op.getStrides(), [](int64_t stride) { return stride != 1; }))
      return rewriter.notifyMatchFailure(op,
                                         "stride is not 1: turned weights alone do not give the gradient");
    RankedTensorType type = typeOf(op.getResult()), grad = typeOf(op.getGrad()),
                     weight = typeOf(op.getWeight());
    SmallVector<int64_t> pads(4);
    for (int64_t d : {0, 1}) {
      int64_t reach = op.getDilations()[d] * (weight.getDimSize(2 + d) - 1);
      pads[d] = reach - op.getPads()[d];
      pads[d + 2] = type.getDimSize(2 + d) - grad.getDimSize(2 + d) + reach - pads[d];
    }
    if (llvm::any_of(pads, [](int64_t pad) { return pad < 0; }))
      return rewriter.notifyMatchFailure(op, "pads are wider than the window");
    Value init = emptyLike(rewriter, op.getLoc(), type, op->getOperands());
    auto conv =
        kernel::ConvOp::create(rewriter, op.getLoc(), op.getGrad(), op.getWeight(), init,
                               window(rewriter, op.getStrides(), pads, op.getDilations(), op.getGroup()));
    conv.setTransposed(true);
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerBackwardWeights : OpRewritePattern<nn::ConvBackwardWeightsOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ConvBackwardWeightsOp op, PatternRewriter &rewriter) const override {
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto conv = kernel::ConvBackwardWeightsOp::create(
        rewriter, op.getLoc(), op.getInput(), op.getGrad(), init,
        window(rewriter, op.getStrides(), op.getPads(), op.getDilations(), op.getGroup()));
    rewriter.replaceOp(op, conv.getResults());
    return success();
  }
};

struct LowerMaxPoolBackward : OpRewritePattern<nn::MaxPoolBackwardOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MaxPoolBackwardOp op, PatternRewriter &rewriter) const override {
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    auto pool =
        kernel::MaxPoolBackwardOp::create(rewriter, op.getLoc(), op.getInput(), op.getGrad(), init,
                                          {rewriter.getNamedAttr("kernel_shape", op.getKernelShapeAttr()),
                                           rewriter.getNamedAttr("strides", op.getStridesAttr()),
                                           rewriter.getNamedAttr("pads", op.getPadsAttr())});
    rewriter.replaceOp(op, pool.getResults());
    return success();
  }
};

struct LowerMaxPool : OpRewritePattern<nn::MaxPoolOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::MaxPoolOp op, PatternRewriter &rewriter) const override {
    if (op.getKernelShape()[1] != 2 || op.getStrides()[1] != 2 ||
        llvm::any_of(op.getPads(), [](int64_t pad) { return pad != 0; }))
      return rewriter.notifyMatchFailure(op, "windows are not pairs of columns side by side");
    Value init = emptyLike(rewriter, op.getLoc(), typeOf(op.getResult()), op->getOperands());
    rewriter.replaceOpWithNewOp<kernel::MaxPoolOp>(op, init.getType(), op.getInput(), init,
                                                   rewriter.getI64IntegerAttr(op.getKernelShape()[0]),
                                                   rewriter.getI64IntegerAttr(op.getStrides()[0]));
    return success();
  }
};

struct ConvertNNToKernel : impl::ConvertNNToKernelBase<ConvertNNToKernel> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    kernels::populateContractionPatterns(patterns);
    patterns.add<LowerConv, LowerBackwardData, LowerBackwardWeights, LowerMaxPool, LowerMaxPoolBackward>(
        &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
