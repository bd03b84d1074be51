// The pass kernel-expand: each contraction on buffers to its tiled loops. After bufferization, because then
// memory is decided and scratch is an allocation like any other, which the memory plan places.
#include "Codegen/VectorTile.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "Codegen/Passes.h.inc"

namespace {
struct ExpandKernels : impl::ExpandKernelsBase<ExpandKernels> {
  using ExpandKernelsBase::ExpandKernelsBase;

  void runOnOperation() override {
    codegen::Registers available{vectorBits, registers};
    SmallVector<Operation *> kernels;
    getOperation().walk([&](Operation *op) {
      if (isa<kernel::KernelDialect>(op->getDialect()) && !isa<kernel::YieldOp>(op))
        kernels.push_back(op);
    });
    for (Operation *op : kernels) {
      if (op->getNumResults()) {
        op->emitOpError("is still on tensors; bufferize first");
        return signalPassFailure();
      }
      if (auto matmul = dyn_cast<kernel::MatmulOp>(op))
        expandMatmul(matmul, available);
      else if (auto conv = dyn_cast<kernel::ConvOp>(op))
        expandConv(conv, available);
      else if (auto pool = dyn_cast<kernel::MaxPoolOp>(op))
        expandMaxPool(pool, available);
      else if (auto pool = dyn_cast<kernel::MaxPoolBackwardOp>(op))
        expandMaxPoolBackward(pool, available);
      else
        expandConvBackwardWeights(cast<kernel::ConvBackwardWeightsOp>(op), available);
      op->erase();
    }
  }
};
} // namespace
} // namespace dlc
