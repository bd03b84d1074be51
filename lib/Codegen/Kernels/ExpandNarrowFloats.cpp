// Conversions between floats of 16 bits and f32 as arithmetic on integers, which vectorises on every CPU.
// LLVM would call a function of the compiler's own library where there is no instruction, for one element
// after the other.
#include "Codegen/Passes.h"
#include "Kernel/Kernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/CastInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDNARROWFLOATS
#include "Codegen/Passes.h.inc"

namespace {
using Condition = arith::CmpIPredicate;

/// Arithmetic on elements of the shape of one value.
class Bits {
public:
  Bits(OpBuilder &b, Location loc, Type shape) : b(b), loc(loc), shape(shape) {}

  Type of(Type element) const {
    auto shaped = dyn_cast<ShapedType>(shape);
    return shaped ? Type(shaped.clone(element)) : element;
  }
  Type integers() const { return of(b.getI32Type()); }
  Type floats() const { return of(b.getF32Type()); }
  Value constant(uint32_t value) {
    TypedAttr number = b.getIntegerAttr(b.getI32Type(), int64_t(int32_t(value)));
    if (auto shaped = dyn_cast<ShapedType>(integers()))
      number = DenseElementsAttr::get(shaped, Attribute(number));
    return arith::ConstantOp::create(b, loc, number);
  }
  Value both(Value x, uint32_t mask) { return arith::AndIOp::create(b, loc, x, constant(mask)); }
  Value either(Value x, Value y) { return arith::OrIOp::create(b, loc, x, y); }
  Value left(Value x, uint32_t by) { return arith::ShLIOp::create(b, loc, x, constant(by)); }
  Value right(Value x, uint32_t by) { return arith::ShRUIOp::create(b, loc, x, constant(by)); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value select(Condition condition, Value x, uint32_t limit, Value yes, Value no) {
    Value holds = arith::CmpIOp::create(b, loc, condition, x, constant(limit));
    return arith::SelectOp::create(b, loc, holds, yes, no);
  }
  Value cast(Type type, Value x) { return arith::BitcastOp::create(b, loc, type, x); }

  OpBuilder &b;
  Location loc;

private:
  Type shape;
};

bool isHalf(Type type) { return getElementTypeOrSelf(type).isF16(); }
bool isNarrow(Type type) { return isHalf(type) || getElementTypeOrSelf(type).isBF16(); }

/// The bits of f16, shifted to those of f32, are the number times 2^-112: denormal ones, too.
struct ExtendHalf : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    if (!isHalf(op.getIn().getType()))
      return failure();
    Bits bits(rewriter, op.getLoc(), op.getType());
    Value half = bits.cast(bits.of(rewriter.getI16Type()), op.getIn());
    half = arith::ExtUIOp::create(rewriter, op.getLoc(), bits.integers(), half);
    Value magnitude = bits.left(bits.both(half, 0x7fff), 13);
    Value scale = bits.cast(bits.floats(), bits.constant(0x77800000)); // 2^112
    Value number = arith::MulFOp::create(rewriter, op.getLoc(), bits.cast(bits.floats(), magnitude), scale);
    // Of infinity and NaN, the exponent is the largest that there is.
    Value finite = bits.cast(bits.integers(), number);
    Value result = bits.select(Condition::uge, magnitude, 0x7c00 << 13,
                               bits.either(magnitude, bits.constant(0x7f800000)), finite);
    result = bits.cast(bits.floats(), bits.either(result, bits.left(bits.both(half, 0x8000), 16)));
    if (getElementTypeOrSelf(op.getType()).isF32())
      rewriter.replaceOp(op, result);
    else
      rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), result);
    return success();
  }
};

/// To the nearest, of two that are equally near to the even one.
struct TruncateToHalf : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    if (!isHalf(op.getType()) || !getElementTypeOrSelf(op.getIn().getType()).isF32())
      return failure();
    Bits bits(rewriter, op.getLoc(), op.getType());
    Value number = bits.cast(bits.integers(), op.getIn());
    Value magnitude = bits.both(number, 0x7fffffff);
    // A normal number drops 13 bits: a half of the last one that stays is added, less a little if that is
    // even. What this carries goes into the exponent, which counts from another start.
    Value lastBit = bits.both(bits.right(magnitude, 13), 1);
    Value rounded = bits.add(bits.add(magnitude, bits.constant(0xfff - (112u << 23))), lastBit);
    rounded = bits.right(rounded, 13);
    // A denormal one is a multiple of 2^-24, which is the last bit of 0.5 in f32: the addition rounds to it.
    Value half = bits.constant(0x3f000000);
    Value sum = arith::AddFOp::create(rewriter, op.getLoc(), bits.cast(bits.floats(), magnitude),
                                      bits.cast(bits.floats(), half));
    Value denormal = arith::SubIOp::create(rewriter, op.getLoc(), bits.cast(bits.integers(), sum), half);
    // From 2^16 on, infinity; between the largest number and it, rounding decides.
    Value quiet = bits.either(bits.both(bits.right(magnitude, 13), 0x1ff), bits.constant(0x7e00));
    Value large = bits.select(Condition::ugt, magnitude, 0x7f800000, quiet, bits.constant(0x7c00));
    Value result = bits.select(Condition::ult, magnitude, 0x38800000, denormal, rounded);
    result = bits.select(Condition::uge, magnitude, 0x47800000, large, result);
    result = bits.either(result, bits.both(bits.right(number, 16), 0x8000));
    result = arith::TruncIOp::create(rewriter, op.getLoc(), bits.of(rewriter.getI16Type()), result);
    rewriter.replaceOp(op, bits.cast(op.getType(), result));
    return success();
  }
};

// An integer becomes an f32 first: arith's canonicalization makes one conversion of it and the rounding to
// 16 bits behind it.
template <typename Op> struct FromInteger : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!isNarrow(op.getType()))
      return failure();
    Type wide = Bits(rewriter, op.getLoc(), op.getType()).floats();
    Value number = Op::create(rewriter, op.getLoc(), wide, op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), number);
    return success();
  }
};

template <typename Op> struct ToInteger : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!isNarrow(op.getIn().getType()))
      return failure();
    Type wide = Bits(rewriter, op.getLoc(), op.getType()).floats();
    Value number = arith::ExtFOp::create(rewriter, op.getLoc(), wide, op.getIn());
    rewriter.replaceOpWithNewOp<Op>(op, op.getType(), number);
    return success();
  }
};

struct ExpandNarrowFloats : impl::ExpandNarrowFloatsBase<ExpandNarrowFloats> {
  void runOnOperation() override {
    // Only these: a walk over everything else, most often over all, would do nothing and take its time.
    SmallVector<Operation *> conversions, ofHalf;
    getOperation().walk([&](Operation *op) {
      if (!isa<CastOpInterface>(op))
        return;
      auto has = [&](auto is) {
        return llvm::any_of(op->getOperandTypes(), is) || llvm::any_of(op->getResultTypes(), is);
      };
      if (has(isHalf))
        ofHalf.push_back(op);
      else if (has(isNarrow))
        conversions.push_back(op);
    });
    bool expandsHalf = false;
    if (!ofHalf.empty()) {
      kernel::TargetAttr target = kernel::targetOf(getOperation());
      if (!target)
        return signalPassFailure();
      expandsHalf = !target.getHalfPrecision();
    }
    if (expandsHalf)
      llvm::append_range(conversions, ofHalf);
    if (conversions.empty())
      return;
    RewritePatternSet patterns(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    patterns.add<FromInteger<arith::SIToFPOp>, FromInteger<arith::UIToFPOp>, ToInteger<arith::FPToSIOp>,
                 ToInteger<arith::FPToUIOp>>(&getContext());
    if (expandsHalf)
      patterns.add<ExtendHalf, TruncateToHalf>(&getContext());
    if (failed(applyOpPatternsGreedily(conversions, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
