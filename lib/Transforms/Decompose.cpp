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
    llvm::StringSet<> wanted;
    for (const std::string &name : ops) {
      auto known = RegisteredOperationName::lookup(name, &getContext());
      if (!known || !known->hasInterface<DecomposableOp>()) {
        getOperation().emitError() << "nn-decompose: '" << name << "' is no op with a decomposition";
        return signalPassFailure();
      }
      wanted.insert(name);
    }
    SmallVector<DecomposableOp> work;
    auto collect = [&](Operation *op) {
      auto compound = dyn_cast<DecomposableOp>(op);
      if (compound && (wanted.empty() || wanted.contains(op->getName().getStringRef())))
        work.push_back(compound);
    };
    getOperation().walk(collect);
    IRRewriter rewriter(&getContext());
    while (!work.empty()) {
      DecomposableOp op = work.pop_back_val();
      Operation *before = op->getPrevNode();
      rewriter.setInsertionPoint(op);
      Composer compose(rewriter, op->getLoc());
      Values values = op.decompose(compose);
      for (Operation *made = before ? before->getNextNode() : &op->getBlock()->front(); made != op;
           made = made->getNextNode())
        collect(made);
      rewriter.replaceOp(op, values);
    }
  }

  using Values = SmallVector<Value>;
};
} // namespace
} // namespace dlc
