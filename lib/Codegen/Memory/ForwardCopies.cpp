// What a loop writes to memory of its own only to be copied is written where it belongs: the parts that a
// loop with several results puts together to one tensor. Bufferization keeps those apart, since each part is
// put into what holds the parts before it. On buffers it is enough that nothing between loop and copy touches
// the memory that is copied to.
#include "Codegen/Passes.h"

#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dlc {
#define GEN_PASS_DEF_FORWARDCOPIES
#include "Codegen/Passes.h.inc"

namespace {
/// Ops between a loop and a copy that are looked at.
constexpr int mostBetween = 64;

Value rootOf(Value buffer) { return memref::skipViewLikeOps(cast<MemrefValue>(buffer)); }

/// Whether `op`, or an op in it, may read or write the memory of `root`, and does not just view it.
bool touches(Operation *op, Value root) {
  return op
      ->walk([&](Operation *inner) {
        const bool isView = isa<ViewLikeOpInterface>(inner);
        for (Value operand : inner->getOperands())
          if (!isView && isa<MemRefType>(operand.getType()) && rootOf(operand) == root)
            return WalkResult::interrupt();
        return WalkResult::advance();
      })
      .wasInterrupted();
}

/// Whether two views of one buffer are known to share no element.
bool areDisjoint(Value first, Value second) {
  auto a = first.getDefiningOp<memref::SubViewOp>(), b = second.getDefiningOp<memref::SubViewOp>();
  if (!a || !b || a.getSource() != b.getSource())
    return false;
  auto isBehind = [](memref::SubViewOp x, memref::SubViewOp y, unsigned d) {
    return !ShapedType::isDynamic(x.getStaticOffsets()[d]) && !ShapedType::isDynamic(x.getStaticSizes()[d]) &&
           x.getStaticStrides()[d] == 1 && !ShapedType::isDynamic(y.getStaticOffsets()[d]) &&
           x.getStaticOffsets()[d] + x.getStaticSizes()[d] <= y.getStaticOffsets()[d];
  };
  return llvm::any_of(llvm::seq<unsigned>(0, a.getStaticOffsets().size()),
                      [&](unsigned d) { return isBehind(a, b, d) || isBehind(b, a, d); });
}

/// Whether a loop may read what `target`, a view of `root`, is, or write to it.
bool mayTouch(linalg::GenericOp loop, Value root, Value target) {
  for (Region &region : loop->getRegions())
    for (Operation &op : region.getOps())
      if (touches(&op, root))
        return true;
  return llvm::any_of(loop->getOpOperands(), [&](OpOperand &operand) {
    if (!isa<MemRefType>(operand.get().getType()) || rootOf(operand.get()) != root)
      return false;
    return !loop.isDpsInit(&operand) || loop.payloadUsesValueFromOperand(&operand) ||
           !areDisjoint(operand.get(), target);
  });
}

/// Whether something else than a view may stand for a buffer: what a branch or a loop yields, or a call
/// returns.
bool hasOtherNames(Value buffer) {
  return llvm::any_of(buffer.getUsers(), [](Operation *user) {
    if (isa<ViewLikeOpInterface>(user))
      return llvm::any_of(user->getResults(), hasOtherNames);
    return user->hasTrait<OpTrait::IsTerminator>() ||
           llvm::any_of(user->getResultTypes(), [](Type type) { return isa<BaseMemRefType>(type); });
  });
}

/// Whether no other root is in the memory of this one: allocations, and what the function is given, whose
/// buffers are apart.
bool isOwnMemory(Value root) {
  if (hasOtherNames(root))
    return false;
  auto argument = dyn_cast<BlockArgument>(root);
  return argument ? isa<func::FuncOp>(argument.getOwner()->getParentOp())
                  : isa_and_present<memref::AllocOp>(root.getDefiningOp());
}

/// The views that `buffer` is made by behind `loop`, the first of them first; false if one cannot be made in
/// front of it.
bool collectViews(Value buffer, Operation *loop, SmallVectorImpl<Operation *> &views) {
  Operation *definition = buffer.getDefiningOp();
  if (!definition || definition->getBlock() != loop->getBlock() || definition->isBeforeInBlock(loop))
    return true;
  auto view = dyn_cast<ViewLikeOpInterface>(definition);
  if (!view || !collectViews(view.getViewSource(), loop, views))
    return false;
  for (Value operand : definition->getOperands())
    if (Operation *other = operand.getDefiningOp(); operand != view.getViewSource() && other &&
                                                    other->getBlock() == loop->getBlock() &&
                                                    !other->isBeforeInBlock(loop))
      return false;
  views.push_back(definition);
  return true;
}

/// Whether a buffer is an allocation, or the only view of one.
bool isAlone(Value buffer) {
  auto view = buffer.getDefiningOp<ViewLikeOpInterface>();
  if (!view)
    return isa_and_present<memref::AllocOp>(buffer.getDefiningOp());
  return view.getViewSource().hasOneUse() && isAlone(view.getViewSource());
}

/// The loop that writes all of what `copy` copies, which nothing else reads.
linalg::GenericOp onlyWriter(memref::CopyOp copy) {
  Value source = copy.getSource();
  if (!source.hasNUses(2) || !isAlone(source))
    return {};
  for (OpOperand &use : source.getUses())
    if (use.getOwner() != copy) {
      auto loop = dyn_cast<linalg::GenericOp>(use.getOwner());
      return loop && loop.isDpsInit(&use) && !loop.payloadUsesValueFromOperand(&use) ? loop
                                                                                     : linalg::GenericOp();
    }
  return {};
}

void forward(memref::CopyOp copy) {
  linalg::GenericOp loop = onlyWriter(copy);
  if (!loop || loop->getBlock() != copy->getBlock() || !loop->isBeforeInBlock(copy) ||
      loop.getNumReductionLoops())
    return;
  Value root = rootOf(copy.getTarget());
  if (!isOwnMemory(root) || mayTouch(loop, root, copy.getTarget()))
    return;
  int between = 0;
  for (Operation *op = loop->getNextNode(); op != copy; op = op->getNextNode())
    if (++between > mostBetween || touches(op, root))
      return;
  SmallVector<Operation *> views;
  if (Operation *made = root.getDefiningOp();
      made && made->getBlock() == loop->getBlock() && !made->isBeforeInBlock(loop)) {
    if (!llvm::all_of(made->getOperands(), [&](Value size) {
          Operation *other = size.getDefiningOp();
          return !other || other->getBlock() != loop->getBlock() || other->isBeforeInBlock(loop);
        }))
      return;
    made->moveBefore(loop);
  }
  if (!collectViews(copy.getTarget(), loop, views))
    return;
  for (Operation *view : views)
    view->moveBefore(loop);
  Value source = copy.getSource();
  loop->replaceUsesOfWith(source, copy.getTarget());
  copy.erase();
  while (source) {
    Operation *unused = source.getDefiningOp();
    auto view = dyn_cast<ViewLikeOpInterface>(unused);
    source = view ? view.getViewSource() : Value();
    unused->erase();
  }
}

struct ForwardCopies : impl::ForwardCopiesBase<ForwardCopies> {
  void runOnOperation() override {
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies)
      forward(copy);
  }
};
} // namespace
} // namespace dlc
