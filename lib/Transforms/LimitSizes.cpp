// Writes down what the named sizes must be for the ops of a function to have the elements that they read. In
// and out: nn and train, in which state is values. At the end of the stage in which functions are still what
// their author wrote: sizes that later passes add follow from these.
#include "NN/NNSizeList.h"
#include "Transforms/Passes.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_LIMITSIZES
#include "Transforms/Passes.h.inc"

namespace {
struct LimitSizes : impl::LimitSizesBase<LimitSizes> {
  void runOnOperation() override {
    // What is called stands before what calls it.
    for (auto function : getOperation().getOps<nn::FuncOp>())
      if (Attribute limits = nn::limitsOf(function))
        function->setAttr(kLimits, limits);
      else
        function->removeAttr(kLimits);
  }
};
} // namespace
} // namespace dlc
