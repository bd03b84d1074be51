// The pass kernel-expand: each contraction on buffers to its tiled loops. After bufferization, because then
// memory is decided and scratch is an allocation like any other, which the memory plan places.
#include "Codegen/KernelForm.h"
#include "Codegen/Kernels/Winograd.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_EXPANDKERNELS
#include "Codegen/Passes.h.inc"

namespace {
/// Notes a form whose vectors lie along rows of pixels, or along channels.
void note(Operation *op, StringRef name, Value weights, codegen::Target target, int64_t length) {
  int64_t lanes = target.lanes(cast<MemRefType>(weights.getType()).getElementType());
  double used = ShapedType::isDynamic(length) || length <= 0
                    ? 1
                    : double(length) / double(llvm::alignTo(uint64_t(length), uint64_t(lanes)));
  codegen::noteForm(op, {name, lanes, used});
}

void expandDirectly(kernel::ConvOp op, codegen::Target target) {
  codegen::Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  auto noteOf = [&](StringRef name, int64_t length) { note(op, name, op.getRhs(), target, length); };
  if (kernel::areBytes(op.getLhs(), op.getRhs()))
    return expandConvOfBytes(op, target);
  if (op.getLhsDilation()) {
    noteOf("depthwise, along rows", window.input[3]);
    return expandConvDepthwiseDilated(op, target);
  }
  const int64_t pixels = window.isStatic() ? window.output[2] * window.output[3] : ShapedType::kDynamic;
  if (suitsPixels(op, target)) {
    noteOf("product over pixels", pixels);
    return expandConvOfPixels(op, target);
  }
  if (suitsDepthwise(op, target)) {
    noteOf("depthwise, along rows", window.output[3]);
    return expandConvDepthwise(op, target);
  }
  // Weights that are copied once cost nothing, and pixels need not be copied at all.
  const bool isPrepared = target.prepares(op.getRhs()) && suitsChannels(op, target);
  if (!isPrepared && suitsColumns(op, target)) {
    noteOf("product over columns", pixels);
    return expandConvByColumns(op, target);
  }
  if (suitsChannels(op, target)) {
    noteOf("direct, along channels", window.output[1]);
    return expandConvByChannels(op, target);
  }
  noteOf("direct, along rows", window.output[3]);
  expandConv(op, target);
}

void expandByWinograd(kernel::ConvOp op, codegen::Target target) {
  codegen::Window window(op, op.getLhs(), op.getInit(), op.getRhs());
  note(op, codegen::winograd::Filtering(window).name(), op.getRhs(), target, 0);
  expandConvByWinograd(op, target);
}

void expandDirectly(kernel::ConvBackwardWeightsOp op, codegen::Target target) {
  codegen::Window window(op, op.getLhs(), op.getRhs(), op.getInit());
  auto noteOf = [&](StringRef name, int64_t length) { note(op, name, op.getInit(), target, length); };
  if (suitsDepthwise(op, target)) {
    noteOf("depthwise, along rows", window.output[3]);
    return expandBackwardWeightsDepthwise(op, target);
  }
  if (suitsTiles(op, target)) {
    noteOf("product over pixels", window.input[1]);
    return expandBackwardWeightsByTiles(op, target);
  }
  if (suitsChannels(op, target)) {
    noteOf("direct, along channels", window.output[1]);
    return expandConvBackwardWeightsByChannels(op, target);
  }
  noteOf("direct, along rows", window.output[3]);
  expandConvBackwardWeights(op, target);
}

void expandByWinograd(kernel::ConvBackwardWeightsOp op, codegen::Target target) {
  codegen::Window window(op, op.getLhs(), op.getRhs(), op.getInit());
  note(op, codegen::winograd::Filtering(window).name(), op.getInit(), target, 0);
  expandBackwardWeightsByWinograd(op, target);
}

/// Buffers are what the callee takes by now.
void expandCall(kernel::CallOp op) {
  OpBuilder b(op);
  func::CallOp::create(b, op.getLoc(), op.getCallee(), TypeRange(), op.operandsInOrder());
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
  const Location location = op->getLoc();
  op->moveBefore(branch.thenBlock()->getTerminator());
  expandByWinograd(op, target);
  op->setLoc(location);
  op->moveBefore(branch.elseBlock()->getTerminator());
  expandDirectly(op, target);
}

struct ExpandKernels : impl::ExpandKernelsBase<ExpandKernels> {
  using ExpandKernelsBase::ExpandKernelsBase;

  void runOnOperation() override {
    kernel::TargetAttr description = kernel::targetOf(getOperation());
    if (!description)
      return signalPassFailure();
    codegen::Target available(description, keepPrepared);
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
          .Case<kernel::MatmulOp>([&](auto matmul) {
            kernel::areBytes(matmul.getLhs(), matmul.getRhs()) ? expandMatmulOfBytes(matmul, available)
                                                               : expandMatmul(matmul, available);
          })
          .Case<kernel::MaxPoolOp>([&](auto pool) { expandMaxPool(pool, available); })
          .Case<kernel::AttentionOp>([&](auto attention) {
            codegen::noteForm(attention, {"blocks of scores"});
            expandAttention(attention, available);
          })
          .Case<kernel::AttentionBackwardOp>([&](auto attention) {
            codegen::noteForm(attention, {"blocks of scores"});
            expandAttentionBackward(attention, available);
          })
          .Case<kernel::SortOp>([&](auto sort) {
            codegen::noteForm(sort, {"radix sort"});
            expandSort(sort, available);
          })
          .Case<kernel::CallOp>([&](auto call) { expandCall(call); })
          .Case<kernel::MaxPoolBackwardOp>([&](auto pool) { expandMaxPoolBackward(pool, available); })
          .Case<kernel::ConvOp, kernel::ConvBackwardWeightsOp>([&](auto conv) { expand(conv, available); });
      op->erase();
    }
  }
};
} // namespace
} // namespace dlc
