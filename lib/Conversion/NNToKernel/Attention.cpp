// Attention and its gradients to their kernels. Networks exchange heads and length around attention; the
// kernels read and write both orders, and so take such a transpose in.
#include "Conversion/NNToKernel/Patterns.h"

#include "Kernel/Kernel.h"
#include "NN/NNAttention.h"

using namespace mlir;

namespace dlc::kernels {
namespace {
/// Whether `op` exchanges heads and length of [batch, heads, length, size].
bool exchangesHeads(Operation *op) {
  auto transpose = dyn_cast_if_present<nn::TransposeOp>(op);
  return transpose && transpose.getPerm() == ArrayRef<int64_t>{0, 2, 1, 3};
}

/// The operands of a kernel, and which of them have the length in front of the heads.
struct Operands {
  SmallVector<Value> values;
  SmallVector<bool> lengthFirst;

  void add(Value value) {
    const bool isExchanged = exchangesHeads(value.getDefiningOp());
    values.push_back(isExchanged ? value.getDefiningOp()->getOperand(0) : value);
    lengthFirst.push_back(isExchanged);
  }
  /// Memory for a result, in the order in which its only user wants it. Returns what it replaces.
  Value addInit(Value result, ValueRange sources, PatternRewriter &rewriter) {
    const bool isExchanged = result.hasOneUse() && exchangesHeads(*result.getUsers().begin());
    Value replaced = isExchanged ? result.getUsers().begin()->getResult(0) : result;
    values.push_back(emptyLike(rewriter, result.getLoc(), typeOf(replaced), sources));
    lengthFirst.push_back(isExchanged);
    return replaced;
  }
};

/// A mask, which is the last operand, with ones in front of its sizes.
Value ofRank4(Value mask, PatternRewriter &rewriter) {
  auto type = cast<nn::SizedTensorType>(mask.getType());
  SmallVector<int64_t> shape(4 - type.getRank(), 1);
  llvm::append_range(shape, type.getShape());
  return nn::Composer(rewriter, mask.getLoc()).reshape(mask, shape);
}

template <typename Op, typename Kernel> struct LowerAttention : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!op.isPrimitive())
      return rewriter.notifyMatchFailure(op, "is decomposed");
    Operands operands;
    for (Value operand : op->getOperands().drop_back(op.getMask() ? 1 : 0))
      operands.add(operand);
    const SmallVector<Value> sources(operands.values);
    if (Value mask = op.getMask())
      operands.values.push_back(ofRank4(mask, rewriter));
    SmallVector<Value> replaced;
    for (Value result : op->getResults())
      replaced.push_back(operands.addInit(result, sources, rewriter));
    SmallVector<Type> types = llvm::map_to_vector(replaced, [](Value value) { return value.getType(); });
    auto kernel = Kernel::create(
        rewriter, op.getLoc(), types, operands.values,
        {rewriter.getNamedAttr("scale", rewriter.getF64FloatAttr(nn::AttentionInputs(op).scale)),
         rewriter.getNamedAttr("length_first", rewriter.getDenseBoolArrayAttr(operands.lengthFirst))});
    kernel.setCausal(op.getCausal());
    for (auto [old, result] : llvm::zip_equal(replaced, kernel->getResults()))
      rewriter.replaceAllUsesWith(old, result);
    for (Value old : replaced)
      if (Operation *transpose = old.getDefiningOp(); transpose != op)
        rewriter.eraseOp(transpose);
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void populateAttentionPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerAttention<nn::AttentionOp, kernel::AttentionOp>,
               LowerAttention<nn::AttentionBackwardOp, kernel::AttentionBackwardOp>>(patterns.getContext());
}
} // namespace dlc::kernels
