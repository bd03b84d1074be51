// Convolution and max pooling over one dimension, as those over two of which the first has size 1. On nn,
// because there reshapes are all that it takes, and every kernel then fits.
#include "Conversion/NNToKernel/Patterns.h"
#include "NN/NN.h"

using namespace mlir;

namespace dlc::kernels {
namespace {
/// [a, b, length] as [a, b, 1, length].
RankedTensorType widened(RankedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  return type.clone({shape[0], shape[1], 1, shape[2]});
}

template <typename Op> struct Widen : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    RankedTensorType type = typeOf(op.getResult());
    if (type.getRank() != 3)
      return rewriter.notifyMatchFailure(op, "windows are not of one dimension");
    nn::Window window = op.getWindow();
    auto set = [&](StringRef name, ArrayRef<int64_t> entries) {
      return rewriter.getNamedAttr(name, rewriter.getDenseI64ArrayAttr(entries));
    };
    SmallVector<NamedAttribute> attributes{set("strides", {1, window.strides[0]}),
                                           set("dilations", {1, window.dilations[0]}),
                                           set("pads", {0, window.before[0], 0, window.after[0]})};
    if constexpr (requires { op.getGroupAttr(); })
      attributes.push_back(rewriter.getNamedAttr("group", op.getGroupAttr()));
    else
      attributes.push_back(set("kernel_shape", {1, window.kernel[0]}));
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          typeOf(operand).getRank() == 3
              ? Value(nn::ReshapeOp::create(rewriter, op.getLoc(), widened(typeOf(operand)), operand))
              : operand);
    auto wide = Op::create(rewriter, op.getLoc(), TypeRange{widened(type)}, operands, attributes);
    rewriter.replaceOpWithNewOp<nn::ReshapeOp>(op, type, wide.getResult());
    return success();
  }
};
} // namespace

void populateOneDimensionalPatterns(RewritePatternSet &patterns) {
  patterns.add<Widen<nn::ConvOp>, Widen<nn::ConvBackwardDataOp>, Widen<nn::ConvBackwardWeightsOp>,
               Widen<nn::MaxPoolOp>, Widen<nn::MaxPoolBackwardOp>>(patterns.getContext());
}
} // namespace dlc::kernels
