// The pass kernel-expand: each contraction on buffers to its tiled loops. After bufferization, because then
// memory is decided and scratch is an allocation like any other, which the memory plan places.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "Codegen/Passes.h.inc"

namespace {
struct ExpandKernels : impl::ExpandKernelsBase<ExpandKernels> {
  using ExpandKernelsBase::ExpandKernelsBase;

  void runOnOperation() override {
    kernel::TargetAttr description = kernel::targetOf(getOperation());
    if (!description)
      return signalPassFailure();
    codegen::Target available(description);
    SmallVector<Operation *> kernels;
    getOperation().walk([&](Operation *op) {
      if (isa<kernel::KernelDialect>(op->getDialect()) && !isa<kernel::YieldOp, kernel::BrgemmOp>(op))
        kernels.push_back(op);
    });
    for (Operation *op : kernels) {
      if (op->getNumResults()) {
        op->emitOpError("is still on tensors; bufferize first");
        return signalPassFailure();
      }
      llvm::TypeSwitch<Operation *>(op)
          .Case<kernel::MatmulOp>([&](auto matmul) { expandMatmul(matmul, available); })
          .Case<kernel::MaxPoolOp>([&](auto pool) { expandMaxPool(pool, available); })
          .Case<kernel::MaxPoolBackwardOp>([&](auto pool) { expandMaxPoolBackward(pool, available); })
          .Case<kernel::ConvOp>([&](auto conv) {
            suitsChannels(conv, available) ? expandConvByChannels(conv, available)
                                           : expandConv(conv, available);
          })
          .Case<kernel::ConvBackwardWeightsOp>([&](auto conv) {
            if (suitsTiles(conv, available))
              return expandBackwardWeightsByTiles(conv, available);
            suitsChannels(conv, available) ? expandConvBackwardWeightsByChannels(conv, available)
                                           : expandConvBackwardWeights(conv, available);
          });
      op->erase();
    }
  }
};
} // namespace
} // namespace dlc
