// Replaces compound ops by their decompositions, down to ops that have none.
#include "Transforms/Passes.h"

#include "NN/NNComposer.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_DECOMPOSE
#include "Transforms/Passes.h.inc"

namespace {
class Decompose : public impl::DecomposeBase<Decompose> {
  using DecomposeBase::DecomposeBase;

  void runOnOperation() override {
    for (const std::string &name : ops) {
      auto known = RegisteredOperationName::lookup(name, &getContext());
      if (!known || !known->hasInterface<DecomposableOp>()) {
        getOperation().emitError() << "nn-decompose: '" << name << "' is no op with a decomposition";
        return signalPassFailure();
      }
      wanted.insert(name);
    }
    decompose(getOperation());
  }

  /// What is in an op's bodies first: its decomposition may copy them.
  void decompose(Operation *op) {
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Operation &inner : llvm::make_early_inc_range(block))
          decompose(&inner);
    auto compound = dyn_cast<DecomposableOp>(op);
    if (!compound || !(wanted.empty() || wanted.contains(op->getName().getStringRef())))
      return;
    Operation *before = op->getPrevNode();
    IRRewriter rewriter(op);
    Composer compose(rewriter, op->getLoc());
    SmallVector<Value> values = compound.decompose(compose);
    SmallVector<Operation *> made;
    for (Operation *next = before ? before->getNextNode() : &op->getBlock()->front(); next != op;
         next = next->getNextNode())
      made.push_back(next);
    rewriter.replaceOp(op, values);
    for (Operation *next : made)
      decompose(next);
  }

  llvm::StringSet<> wanted;
};
} // namespace
} // namespace dlc
