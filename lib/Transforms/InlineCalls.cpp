// Replaces nn.call by the body of its callee. Here, because state and gradients are easier to see through
// than through calls, and a network's functions are small.
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_INLINECALLS
#include "Transforms/Passes.h.inc"

namespace {
/// Operations that all functions together may have once calls are inlined: far more than a network has, and
/// as many as memory holds. A chain of functions that call each other twice doubles with each.
constexpr uint64_t maxOperations = 1 << 20;

/// What a function calls, and how large it is with that.
struct Callees {
  SmallVector<CallOp> calls;
  uint64_t operations = 0;
};

class InlineCalls : public impl::InlineCallsBase<InlineCalls> {
public:
  using InlineCallsBase::InlineCallsBase;

private:
  void runOnOperation() override {
    if (failed(orderFunctions()) || failed(checkSize()))
      return signalPassFailure();
    for (FuncOp function : order)
      if (isKept(function))
        inlineInto(function);
    for (FuncOp function : llvm::reverse(order))
      if (!isKept(function))
        function.erase();
  }

  /// Private functions are part of what calls them, unless a later pass asks for them by name.
  bool isKept(FuncOp function) {
    return function.isPublic() || !called.contains(function) ||
           llvm::is_contained(keep, function.getSymName());
  }

  /// Callees before callers. Without recursion in the compiler: a chain of calls may be long.
  LogicalResult orderFunctions() {
    SymbolTable symbols(getOperation());
    llvm::DenseSet<Operation *> active;
    struct Visit {
      FuncOp function;
      size_t next = 0;
    };
    for (FuncOp root : getOperation().getOps<FuncOp>()) {
      SmallVector<Visit> visits;
      auto enter = [&](FuncOp function) {
        auto [entry, isNew] = callees.try_emplace(function);
        if (!isNew)
          return;
        function.walk([&](Operation *op) {
          ++entry->second.operations;
          if (auto call = dyn_cast<CallOp>(op)) // those in bodies of loops and branches too
            entry->second.calls.push_back(call);
        });
        active.insert(function);
        visits.push_back({function});
      };
      enter(root);
      while (!visits.empty()) {
        FuncOp function = visits.back().function;
        Callees &known = callees[function];
        if (visits.back().next == known.calls.size()) {
          active.erase(function);
          order.push_back(function);
          visits.pop_back();
          continue;
        }
        CallOp call = known.calls[visits.back().next++];
        auto callee = symbols.lookup<FuncOp>(call.getCallee());
        if (active.contains(callee))
          return call.emitOpError() << "of '@" << call.getCallee() << "' is recursive, from '@"
                                    << function.getSymName() << "'; use a loop instead";
        called.insert(callee);
        enter(callee);
      }
    }
    return success();
  }

  LogicalResult checkSize() {
    SymbolTable symbols(getOperation());
    uint64_t total = 0;
    for (FuncOp function : order) {
      Callees &own = callees[function];
      for (CallOp call : own.calls)
        own.operations =
            llvm::SaturatingAdd(own.operations, callees[symbols.lookup(call.getCallee())].operations);
      if (isKept(function))
        total = llvm::SaturatingAdd(total, own.operations);
      if (total > maxOperations)
        return function.emitOpError()
               << "and the functions before it have more than " << maxOperations
               << " operations, once what they call is in them; make functions private "
                  "that are not called from outside, or use a loop";
    }
    return success();
  }

  void inlineInto(FuncOp function) {
    SymbolTable symbols(getOperation());
    SmallVector<CallOp> pending = callees[function].calls;
    while (!pending.empty()) {
      CallOp call = pending.pop_back_val();
      replace(call, symbols.lookup<FuncOp>(call.getCallee()), pending);
    }
  }

  static void replace(CallOp call, FuncOp callee, SmallVector<CallOp> &pending) {
    IRMapping mapping;
    mapping.map(callee.getBody().getArguments(), call.getOperands());
    OpBuilder builder(call);
    Block &body = callee.getBody().front();
    for (Operation &op : body.without_terminator())
      builder.clone(op, mapping)->walk([&](CallOp inner) { pending.push_back(inner); });
    for (auto [result, value] : llvm::zip(call.getResults(), body.getTerminator()->getOperands()))
      result.replaceAllUsesWith(mapping.lookupOrDefault(value));
    call.erase();
  }

  llvm::DenseMap<Operation *, Callees> callees;
  llvm::DenseSet<Operation *> called;
  SmallVector<FuncOp> order;
};
} // namespace
} // namespace dlc
