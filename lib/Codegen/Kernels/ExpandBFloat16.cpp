// Conversions between bf16 and f32 as shifts and a rounding addition, which vectorise on every CPU. LLVM
// would call a function of the compiler's own library where there is no instruction, and a compiled model
// brings none along.
#include "Codegen/Passes.h"

#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDBFLOAT16
#include "Codegen/Passes.h.inc"

namespace {
struct ExpandBFloat16 : impl::ExpandBFloat16Base<ExpandBFloat16> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
