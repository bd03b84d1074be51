// Conversions between bf16 and f32 as shifts and a rounding addition, which vectorise on every CPU. LLVM
// would call a function of the compiler's own library where there is no instruction, and a compiled model
// brings none along.
#include "Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/CastInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDBFLOAT16
#include "Codegen/Passes.h.inc"

namespace {
// An integer becomes an f32 first: arith's canonicalization makes one conversion of it and the rounding to
// bf16 behind it.
template <typename Op> struct ByWayOfF32 : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isBF16())
      return failure();
    Type wide = rewriter.getF32Type();
    if (auto shaped = dyn_cast<ShapedType>(op.getType()))
      wide = shaped.clone(wide);
    Value number = Op::create(rewriter, op.getLoc(), wide, op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), number);
    return success();
  }
};

struct ExpandBFloat16 : impl::ExpandBFloat16Base<ExpandBFloat16> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    patterns.add<ByWayOfF32<arith::SIToFPOp>, ByWayOfF32<arith::UIToFPOp>>(&getContext());
    // Only these: a walk over everything else, most often over all, would do nothing and take its time.
    SmallVector<Operation *> conversions;
    getOperation().walk([&](Operation *op) {
      auto isBF16 = [](Type type) { return getElementTypeOrSelf(type).isBF16(); };
      if (isa<CastOpInterface>(op) &&
          (llvm::any_of(op->getOperandTypes(), isBF16) || llvm::any_of(op->getResultTypes(), isBF16)))
        conversions.push_back(op);
    });
    if (conversions.empty())
      return;
    if (failed(applyOpPatternsGreedily(conversions, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
