// The pass kernel-expand: each contraction on buffers to its tiled loops. After bufferization, because then
// memory is decided and scratch is an allocation like any other, which the memory plan places.
#include "Codegen/Kernels/VectorTile.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "Codegen/Passes.h.inc"

namespace {
void expandDirectly(kernel::ConvOp op, codegen::Target target) {
  if (suitsPixels(op, target))
    return expandConvOfPixels(op, target);
  if (suitsColumns(op, target))
    return expandConvByColumns(op, target);
  suitsChannels(op, target) ? expandConvByChannels(op, target) : expandConv(op, target);
}

void expandByWinograd(kernel::ConvOp op, codegen::Target target) { expandConvByWinograd(op, target); }

void expandDirectly(kernel::ConvBackwardWeightsOp op, codegen::Target target) {
  if (suitsTiles(op, target))
    return expandBackwardWeightsByTiles(op, target);
  suitsChannels(op, target) ? expandConvBackwardWeightsByChannels(op, target)
                            : expandConvBackwardWeights(op, target);
}

void expandByWinograd(kernel::ConvBackwardWeightsOp op, codegen::Target target) {
  expandBackwardWeightsByWinograd(op, target);
}

template <typename Op> void expand(Op op, codegen::Target target) {
  std::optional<int64_t> least = op.getWinogradImages();
  if (!least)
    return expandDirectly(op, target);
  int64_t known = cast<MemRefType>(op.getLhs().getType()).getDimSize(0);
  if (*least <= 1 || (!ShapedType::isDynamic(known) && known >= *least))
    return expandByWinograd(op, target);
  if (!ShapedType::isDynamic(known))
    return expandDirectly(op, target);
  codegen::TileBuilder b(op, target);
  Value pays = arith::CmpIOp::create(b, arith::CmpIPredicate::uge, b.size(op.getLhs(), 0), b.index(*least));
  auto branch = scf::IfOp::create(b, pays, /*withElseRegion=*/true);
  // Builders write where the op is.
  op->moveBefore(branch.thenBlock()->getTerminator());
  expandByWinograd(op, target);
  op->moveBefore(branch.elseBlock()->getTerminator());
  expandDirectly(op, target);
}

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
          .Case<kernel::ConvOp, kernel::ConvBackwardWeightsOp>([&](auto conv) { expand(conv, available); });
      op->erase();
    }
  }
};
} // namespace
} // namespace dlc
