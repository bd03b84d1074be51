// Callees of their own for calls with other sizes. In and out: nn and train with named variables and calls.
#include "Transforms/Passes.h"

#include "NN/NNCalls.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_INSTANTIATECALLS
#include "Transforms/Passes.h.inc"

namespace {
struct InstantiateCalls : impl::InstantiateCallsBase<InstantiateCalls> {
  void runOnOperation() override {
    if (failed(nn::instantiateCalls(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace dlc
