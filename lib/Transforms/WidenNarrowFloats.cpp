// Computes in f32 what is stored in floats of 16 or 8 bits: each op reads its operands as f32 and rounds its
// results once. So sums accumulate in f32, and later passes know these types only as something that is loaded
// and stored. In and out: nn.
#include "NN/NNNarrowFloats.h"
#include "Transforms/Passes.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_WIDENNARROWFLOATS
#include "Transforms/Passes.h.inc"

namespace {
struct WidenNarrowFloats : impl::WidenNarrowFloatsBase<WidenNarrowFloats> {
  void runOnOperation() override {
    SmallVector<Operation *> narrow;
    getOperation().walk([&](Operation *op) {
      if (computesInNarrowFloats(op))
        narrow.push_back(op);
    });
    for (Operation *op : narrow) {
      OpBuilder builder(op);
      op->replaceAllUsesWith(computeInF32(builder, op));
      op->erase();
    }
  }
};
} // namespace
} // namespace dlc
