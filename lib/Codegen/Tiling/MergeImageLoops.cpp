// Makes one parallel loop of those that `dlc-group-images` put into one group. After all of them are loops:
// until then each op is expanded as if it were alone.
#include "Codegen/Passes.h"
#include "Codegen/Tiling/ContractBuffers.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_MERGEIMAGELOOPS
#include "Codegen/Passes.h.inc"

namespace {
/// Appends the iteration of `next` to that of `loop`.
void append(scf::ParallelOp loop, scf::ParallelOp next) {
  // What the expansion put in front: packed weights, scratch memory, views. It needs nothing that a loop of
  // the group computes, else the ops would not be in one group.
  for (Operation *op = loop->getNextNode(); op != next;) {
    Operation *following = op->getNextNode();
    op->moveBefore(loop);
    op = following;
  }
  Block *body = loop.getBody();
  next.getInductionVars()[0].replaceAllUsesWith(loop.getInductionVars()[0]);
  next.getBody()->getTerminator()->erase();
  body->getOperations().splice(Block::iterator(body->getTerminator()), next.getBody()->getOperations());
  next.erase();
}

struct MergeImageLoops : impl::MergeImageLoopsBase<MergeImageLoops> {
  void runOnOperation() override {
    llvm::DenseMap<Attribute, scf::ParallelOp> first;
    for (auto loop : llvm::make_early_inc_range(getOperation().getOps<scf::ParallelOp>())) {
      Attribute group = loop->getAttr(kImageGroup);
      if (!group)
        continue;
      auto [found, isFirst] = first.try_emplace(group, loop);
      if (!isFirst)
        append(found->second, loop);
    }
    for (auto &[group, loop] : first) {
      loop->removeAttr(kImageGroup);
      contractBuffers(loop);
    }
  }
};
} // namespace
} // namespace dlc
