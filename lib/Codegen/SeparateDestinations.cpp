// Gives each op that starts from a constant tensor a tensor of its own. Before bufferization, to which two
// readers of one fill are two versions of one buffer, of which one is copied; and after CSE, which made one
// fill of them.
#include "Codegen/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_SEPARATEDESTINATIONS
#include "Codegen/Passes.h.inc"

namespace {
struct SeparateDestinations : impl::SeparateDestinationsBase<SeparateDestinations> {
  void runOnOperation() override {
    OpBuilder b(&getContext());
    SmallVector<linalg::FillOp> fills;
    getOperation().walk([&](linalg::FillOp fill) { fills.push_back(fill); });
    for (linalg::FillOp fill : fills) {
      if (fill->getNumResults() == 0 || fill->hasOneUse())
        continue;
      for (OpOperand &use : llvm::make_early_inc_range(fill.getResult(0).getUses())) {
        auto destination = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
        if (!destination || !destination.isDpsInit(&use))
          continue;
        b.setInsertionPoint(use.getOwner());
        Operation *memory = fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>();
        Operation *own = b.clone(*fill);
        if (memory) {
          b.setInsertionPoint(own);
          cast<linalg::FillOp>(own).getOutputsMutable().assign(b.clone(*memory)->getResult(0));
        }
        use.set(own->getResult(0));
      }
      if (fill->use_empty())
        fill.erase();
    }
  }
};
} // namespace
} // namespace dlc
