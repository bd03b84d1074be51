#include "Codegen/Tiling/ContractBuffers.h"
#include "Codegen/Passes.h"

#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
namespace {
/// Where an image of a buffer is chosen: an operand that is the loop's iteration.
using Choices = SmallVector<OpOperand *>;

/// The first index of what reads or writes a buffer, or takes a part of it; null if the op has none.
OpOperand *firstIndexOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, OpOperand *>(op)
      .Case<memref::LoadOp, memref::StoreOp, memref::PrefetchOp, vector::LoadOp, vector::StoreOp,
            vector::MaskedLoadOp, vector::MaskedStoreOp, vector::TransferReadOp, vector::TransferWriteOp>(
          [](auto access) { return &access.getIndicesMutable()[0]; })
      .Case([](memref::SubViewOp view) -> OpOperand * {
        const bool isOne = ShapedType::isDynamic(view.getStaticOffsets()[0]) && view.getStaticSizes()[0] == 1;
        return isOne ? &view.getOffsetsMutable()[0] : nullptr;
      })
      .Default(nullptr);
}

/// Whether an op only gives the buffer another shape, in which images are what they were.
bool keepsImages(Operation *op) {
  auto isLeading = [](auto reshape) { return reshape.getReassociationIndices()[0].size() == 1; };
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op))
    return isLeading(collapse);
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return isLeading(expand);
  return isa<memref::CastOp>(op);
}

/// Collects the choices of images of `buffer`; false if anything else is done with it.
bool collectChoices(Value buffer, scf::ParallelOp loop, Choices &choices) {
  for (Operation *user : buffer.getUsers()) {
    if (isa<memref::DimOp>(user))
      continue;
    if (keepsImages(user)) {
      if (!collectChoices(user->getResult(0), loop, choices))
        return false;
      continue;
    }
    OpOperand *index = firstIndexOf(user);
    if (!index || index->get() != loop.getInductionVars()[0])
      return false;
    choices.push_back(index);
  }
  return true;
}
} // namespace

void contractBuffers(scf::ParallelOp loop) {
  if (loop.getInductionVars().size() != 1)
    return;
  Value iteration = loop.getInductionVars()[0], first;
  for (auto buffer : loop->getBlock()->getOps<memref::AllocOp>()) {
    Choices choices;
    if (buffer.getType().getRank() == 0 || !collectChoices(buffer, loop, choices) || choices.empty())
      continue;
    if (!first) {
      OpBuilder b = OpBuilder::atBlockBegin(loop.getBody());
      first = kernel::FirstOfPartOp::create(b, loop.getLoc(), b.getIndexType(), iteration);
    }
    for (OpOperand *choice : choices)
      choice->set(first);
  }
}
} // namespace dlc
