// The plain softmax cross-entropy, whose loops know its labels; other losses are decomposed.
#include "Conversion/NNToLinalg/Patterns.h"

using namespace mlir;

namespace dlc::lowering {
/// Σₙ (log Σ e^(x - max) - (x[label] - max)) / N. The label is found by comparing, not by indexing: one that
/// is out of range then adds nothing instead of reading beyond the tensor.
static Values softmaxCrossEntropy(nn::SoftmaxCrossEntropyLossOp op,
                                  nn::SoftmaxCrossEntropyLossOp::Adaptor adaptor, Emitter &emit) {
  Value logits = adaptor.getLogits();
  nn::SizedTensorType type = typeOf(logits);
  Type element = type.getElementType();
  AffineMap row = emit.only(2, 0);
  Value zero = number(emit.b, emit.loc, element, 0);
  Value largest = emit.maximum(logits, 1);
  Value sums = emit.reduce(
      logits, 1, zero,
      [](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value power = math::ExpOp::create(b, loc, arith::SubFOp::create(b, loc, x[0], x[1]));
        return {arith::AddFOp::create(b, loc, x[2], power)};
      },
      largest, row);
  Value logs = emit.elementwise(typeOf(sums), sums, [](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {math::LogOp::create(b, loc, x[0])};
  });
  Value total = emit.reduce(
      logits, {0, 1}, zero,
      [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
        Value place = arith::IndexCastOp::create(b, loc, x[3].getType(), linalg::IndexOp::create(b, loc, 1));
        Value hit = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, place, x[3]);
        // In this order, because log + max would round away the logarithm of large logits.
        Value shifted = arith::SubFOp::create(b, loc, x[0], x[2]);
        Value loss = arith::SubFOp::create(b, loc, x[1], shifted);
        Value share = arith::SelectOp::create(b, loc, hit, loss, number(b, loc, element, 0));
        return {arith::AddFOp::create(b, loc, x[4], share)};
      },
      {logs, largest, adaptor.getLabels()}, {row, row, row});
  Value count = emit.count(type, 0, element);
  return {emit.elementwise(typeOf(total), total, [&](OpBuilder &b, Location loc, ValueRange x) -> Values {
    return {arith::DivFOp::create(b, loc, x[0], count)};
  })};
}

namespace {
struct LowerSoftmaxCrossEntropy : OpConversionPattern<nn::SoftmaxCrossEntropyLossOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::SoftmaxCrossEntropyLossOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    if (!op.isPrimitive())
      return rewriter.notifyMatchFailure(op, "has weights, soft labels, or another reduction than the mean");
    Emitter emit(rewriter, op, adaptor.getOperands());
    rewriter.replaceOp(op, softmaxCrossEntropy(op, adaptor, emit));
    return success();
  }
};
} // namespace

void populateLossPatterns(Patterns &patterns) { patterns.add<LowerSoftmaxCrossEntropy>(); }
} // namespace dlc::lowering
