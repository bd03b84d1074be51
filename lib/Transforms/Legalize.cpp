// Rewrites every op that the target has no kernel and no loop for, to a fixed point. In and out: nn.
//
// On nn, and in one place, because here ops still have names: fusion behind this pass sees what will really
// be computed, and what a rewriting needs (a stride, the letters of an einsum) is an attribute. Two kinds of
// rewritings are done together, since each may give work to the other: compound ops are decomposed, as their
// interface says; and contractions in forms that no kernel has become contractions in forms that one has
// (LegalizeContraction.cpp, LegalizeConvolution.cpp), or that a kernel is faster for (LegalizePatches.cpp,
// LegalizeSmallImages.cpp). Sums of padded tensors become concatenations (LegalizePads.cpp).
#include "Transforms/Legalize.h"
#include "Transforms/Passes.h"

#include "NN/NNComposer.h"
#include "NN/NNNarrowFloats.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_LEGALIZE
#include "Transforms/Passes.h.inc"

namespace {
struct Decompose : OpInterfaceRewritePattern<DecomposableOp> {
  /// With `only`, no op but those named, and these also in forms that are lowered as they are.
  Decompose(MLIRContext *context, const llvm::StringSet<> &only)
      : OpInterfaceRewritePattern(context), only(only) {}

  LogicalResult matchAndRewrite(DecomposableOp op, PatternRewriter &rewriter) const override {
    if (only.empty() ? op.isPrimitive() : !only.contains(op->getName().getStringRef()))
      return rewriter.notifyMatchFailure(op, "has a form of its own behind nn, or is not asked for");
    // What a sum of simpler ops rounds once must not be rounded by each of them.
    if (computesInNarrowFloats(op)) {
      rewriter.replaceOp(op, computeInF32(rewriter, op));
      return success();
    }
    Composer compose(rewriter, op->getLoc());
    rewriter.replaceOp(op, op.decompose(compose));
    return success();
  }

  const llvm::StringSet<> &only;
};

class Legalize : public impl::LegalizeBase<Legalize> {
  using LegalizeBase::LegalizeBase;

  void runOnOperation() override {
    llvm::StringSet<> only;
    for (const std::string &name : ops) {
      auto known = RegisteredOperationName::lookup(name, &getContext());
      if (!known || !known->hasInterface<DecomposableOp>()) {
        getOperation().emitError() << "nn-legalize: '" << name << "' is no op with a decomposition";
        return signalPassFailure();
      }
      only.insert(name);
    }
    RewritePatternSet patterns(&getContext());
    patterns.add<Decompose>(&getContext(), only);
    if (only.empty()) {
      legalize::populateContractionPatterns(patterns);
      legalize::populateConvolutionPatterns(patterns);
      legalize::populatePadPatterns(patterns);
      legalize::populatePatchPatterns(patterns);
      legalize::populateSmallImagePatterns(patterns);
    }
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
