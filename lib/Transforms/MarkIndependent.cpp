// Keeps values apart that derivatives are taken with respect to. In and out: nn and train with named
// variables and calls. Before every other pass, because inlining, state and simplification each give the uses
// of one value to another, and a derivative is that with respect to the uses in the text.
#include "Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_MARKINDEPENDENT
#include "Transforms/Passes.h.inc"

namespace {
struct MarkIndependent : impl::MarkIndependentBase<MarkIndependent> {
  void runOnOperation() override {
    llvm::SetVector<Value> values;
    getOperation().walk([&](Operation *op) {
      if (auto gradient = dyn_cast<train::GradientOp>(op))
        values.insert_range(gradient.getWrt());
      else if (auto jvp = dyn_cast<train::JvpOp>(op))
        values.insert_range(jvp.getWrt());
    });
    for (Value value : values) {
      if (value.getDefiningOp<train::IndependentOp>())
        continue;
      OpBuilder builder(&getContext());
      builder.setInsertionPointAfterValue(value);
      auto marked = train::IndependentOp::create(builder, value.getLoc(), value);
      value.replaceAllUsesExcept(marked, marked);
    }
  }
};
} // namespace
} // namespace dlc
