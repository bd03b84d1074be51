// Replaces nn.call by the body of its callee, innermost first. Here, because state and gradients are easier
// to see through than through calls, and a network's functions are small.
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_INLINECALLS
#include "Transforms/Passes.h.inc"

namespace {
class InlineCalls : public impl::InlineCallsBase<InlineCalls> {
  void runOnOperation() override {
    for (FuncOp function : getOperation().getOps<FuncOp>())
      if (failed(inlineInto(function)))
        return signalPassFailure();
  }

  LogicalResult inlineInto(FuncOp function) {
    if (done.contains(function))
      return success();
    active.insert(function);
    SmallVector<CallOp> calls; // those in bodies of loops and branches too
    function.walk([&](CallOp call) { calls.push_back(call); });
    for (CallOp call : calls) {
      auto callee = SymbolTable::lookupNearestSymbolFrom<FuncOp>(call, call.getCalleeAttr());
      if (active.contains(callee))
        return call.emitOpError() << "of '@" << call.getCallee() << "' is recursive, from '@"
                                  << function.getSymName() << "'; use a loop instead";
      if (failed(inlineInto(callee)))
        return failure();
      replace(call, callee);
    }
    active.remove(function);
    done.insert(function);
    return success();
  }

  static void replace(CallOp call, FuncOp callee) {
    IRMapping mapping;
    mapping.map(callee.getBody().getArguments(), call.getOperands());
    OpBuilder builder(call);
    Block &body = callee.getBody().front();
    for (Operation &op : body.without_terminator())
      builder.clone(op, mapping);
    for (auto [result, value] : llvm::zip(call.getResults(), body.getTerminator()->getOperands()))
      result.replaceAllUsesWith(mapping.lookupOrDefault(value));
    call.erase();
  }

  llvm::SetVector<Operation *> active; // the chain of callers, to find recursion
  llvm::DenseSet<Operation *> done;
};
} // namespace
} // namespace dlc
