// Replaces nn.call by the body of its callee. Here, because state and gradients are easier to see through
// than through calls, and a network's functions are small. What many functions call stays a function, which
// they share: code would else grow with the square of their number.
#include "Transforms/Passes.h"

#include "NN/NNShared.h"

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

/// In how many functions a body may be before they share it.
constexpr size_t mostCopies = 4;
/// How many operations a function has, with what it calls, that is worth a call: results are stored, and
/// nothing is fused across it.
constexpr uint64_t leastShared = 16;

/// What a function calls, and how large it is with that.
struct Callees {
  SmallVector<CallOp> calls;
  uint64_t own = 0;            ///< operations of its own
  uint64_t operations = 0;     ///< with those of all that it calls
  bool differentiates = false; ///< it has a train.gradient or train.jvp
  bool assigns = false;        ///< variables, itself or by what it calls
  bool whole = false;  ///< all that it calls must be in it: it updates variables, or is differentiated
  bool shared = false; ///< others call it; else it is inlined
};

class InlineCalls : public impl::InlineCallsBase<InlineCalls> {
public:
  using InlineCallsBase::InlineCallsBase;

private:
  void runOnOperation() override {
    if (failed(orderFunctions()))
      return signalPassFailure();
    SymbolTable symbols(getOperation());
    measure(symbols);
    if (share)
      chooseShared(symbols);
    if (failed(checkSize(symbols)))
      return signalPassFailure();
    for (FuncOp function : order)
      if (isKept(function) || callees[function].shared)
        inlineInto(function, symbols);
    placeShared(symbols);
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
        Callees &known = entry->second;
        function.walk([&](Operation *op) {
          ++known.own;
          known.whole |= isa<train::MinimizeOp, train::UpdateOp>(op);
          known.differentiates |= isa<train::GradientOp, train::JvpOp>(op);
          known.assigns |= isa<AssignOp>(op);
          if (auto call = dyn_cast<CallOp>(op)) // those in bodies of loops and branches too
            known.calls.push_back(call);
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

  /// How large functions are with all that they call, callees first, and which must have all of it.
  void measure(SymbolTable &symbols) {
    for (FuncOp function : order) {
      Callees &known = callees[function];
      known.operations = known.own;
      for (CallOp call : known.calls) {
        const Callees &callee = callees[symbols.lookup(call.getCallee())];
        known.operations = llvm::SaturatingAdd(known.operations, callee.operations);
        known.whole |= callee.whole;
        known.assigns |= callee.assigns;
      }
      if (known.differentiates)
        findDifferentiated(function);
    }
    // What is derived from a function differentiates it.
    for (FuncOp function : order)
      callees[function].whole |= llvm::is_contained(keep, function.getSymName());
  }

  /// Finds the calls that lie on the way from what a function differentiates to what it does so by: the
  /// reverse walk goes through their bodies.
  void findDifferentiated(FuncOp function) {
    const Callees &known = callees[function];
    if (known.assigns) { // a variable may be on the way, too
      differentiated.insert_range(known.calls);
      return;
    }
    llvm::DenseSet<Value> dependent; // on what derivatives are taken by
    SmallVector<Value> open;         // what is differentiated, and what that is computed from
    function.walk([&](Operation *op) {
      if (auto gradient = dyn_cast<train::GradientOp>(op)) {
        dependent.insert_range(gradient.getWrt());
        open.push_back(gradient.getLoss());
      } else if (auto jvp = dyn_cast<train::JvpOp>(op)) {
        dependent.insert_range(jvp.getWrt());
        llvm::append_range(open, jvp.getValues());
      }
    });
    auto depends = [&](Operation *op) {
      return llvm::any_of(op->getOperands(), [&](Value operand) { return dependent.contains(operand); });
    };
    for (Operation &op : function.getBody().front())
      if (depends(&op))
        dependent.insert_range(op.getResults());
    llvm::DenseSet<Value> seen(open.begin(), open.end());
    while (!open.empty())
      if (Operation *op = open.pop_back_val().getDefiningOp()) {
        if (isa<CallOp>(op) && depends(op))
          differentiated.insert(op);
        for (Value operand : op->getOperands())
          if (seen.insert(operand).second)
            open.push_back(operand);
      }
  }

  /// Whether a call of this function stays one if its callee is shared.
  bool staysCall(CallOp call, const Callees &caller) const {
    return !caller.whole && isa<FuncOp>(call->getParentOp()) && // bodies of loops have no memory of their own
           !differentiated.contains(call);
  }

  /// Decides which functions are called and not inlined. Callers first, who tell in which functions a body
  /// would be.
  void chooseShared(SymbolTable &symbols) {
    llvm::DenseMap<Operation *, llvm::SmallSetVector<Operation *, mostCopies + 1>> copies;
    for (FuncOp function : llvm::reverse(order)) {
      Callees &known = callees[function];
      auto &places = copies[function];
      if (isKept(function))
        places.insert(function);
      if (places.size() > mostCopies && called.contains(function) && known.operations >= leastShared &&
          !known.whole) {
        known.shared = true;
        places.clear();
        places.insert(function);
      }
      const SmallVector<Operation *> found(places.begin(), places.end());
      for (CallOp call : known.calls)
        if (staysCall(call, known))
          for (Operation *place : found)
            if (auto &inCallee = copies[symbols.lookup(call.getCallee())]; inCallee.size() <= mostCopies)
              inCallee.insert(place);
    }
  }

  LogicalResult checkSize(SymbolTable &symbols) {
    llvm::DenseMap<Operation *, uint64_t> sizes; // of what is left
    uint64_t total = 0;
    for (FuncOp function : order) {
      const Callees &known = callees[function];
      uint64_t &size = sizes[function] = known.own;
      for (CallOp call : known.calls) {
        Operation *callee = symbols.lookup(call.getCallee());
        if (!staysCall(call, known))
          size = llvm::SaturatingAdd(size, callees[callee].operations);
        else if (!callees[callee].shared)
          size = llvm::SaturatingAdd(size, sizes.lookup(callee));
      }
      if (isKept(function) || known.shared)
        total = llvm::SaturatingAdd(total, sizes[function]);
      if (total > maxOperations)
        return function.emitOpError()
               << "and the functions before it have more than " << maxOperations
               << " operations, once what they call is in them; make functions private "
                  "that are not called from outside, or use a loop";
    }
    return success();
  }

  void inlineInto(FuncOp function, SymbolTable &symbols) {
    const Callees &known = callees[function];
    SmallVector<CallOp> pending = known.calls;
    while (!pending.empty()) {
      CallOp call = pending.pop_back_val();
      auto callee = symbols.lookup<FuncOp>(call.getCallee());
      if (!callees[callee].shared || !staysCall(call, known))
        replace(call, callee, pending);
    }
  }

  void replace(CallOp call, FuncOp callee, SmallVector<CallOp> &pending) {
    IRMapping mapping;
    mapping.map(callee.getBody().getArguments(), call.getOperands());
    OpBuilder builder(call);
    Block &body = callee.getBody().front();
    const bool onTheWay = differentiated.contains(call);
    for (Operation &op : body.without_terminator()) {
      const bool inBody = onTheWay || differentiated.contains(&op);
      builder.clone(op, mapping)->walk([&](CallOp inner) {
        pending.push_back(inner);
        if (inBody)
          differentiated.insert(inner);
      });
    }
    differentiated.erase(call); // its memory may be that of another op soon
    for (auto [result, value] : llvm::zip(call.getResults(), body.getTerminator()->getOperands()))
      result.replaceAllUsesWith(mapping.lookupOrDefault(value));
    call.erase();
  }

  /// Makes the shared functions private ones in front of all others, callees first. One that is public
  /// becomes a call of what it was.
  void placeShared(SymbolTable &symbols) {
    llvm::DenseMap<StringAttr, FlatSymbolRefAttr> names;
    Operation *last = nullptr;
    for (FuncOp function : order) {
      Callees &known = callees[function];
      if (!known.shared)
        continue;
      FuncOp body = function.clone();
      body.setSymName((function.getSymName() + ".shared").str());
      body.setPrivate();
      body->setAttr(kShared, UnitAttr::get(&getContext()));
      if (last)
        symbols.insert(body, std::next(Block::iterator(last)));
      else
        symbols.insert(body, getOperation().getBody()->begin());
      last = body;
      names[function.getSymNameAttr()] = FlatSymbolRefAttr::get(body.getSymNameAttr());
      makeCall(function, body);
    }
    if (last)
      getOperation().walk([&](CallOp call) {
        if (FlatSymbolRefAttr name = names.lookup(call.getCalleeAttr().getAttr()))
          call.setCalleeAttr(name);
      });
  }

  static void makeCall(FuncOp function, FuncOp body) {
    Block &block = function.getBody().front();
    Operation *end = block.getTerminator();
    OpBuilder builder(end);
    auto call = CallOp::create(builder, function.getLoc(), function.getResultTypes(), body.getSymName(),
                               block.getArguments());
    end->setOperands(call.getResults());
    SmallVector<Operation *> former;
    for (Operation &op : block.without_terminator())
      if (&op != call)
        former.push_back(&op);
    for (Operation *op : llvm::reverse(former)) // users first
      op->erase();
  }

  llvm::DenseMap<Operation *, Callees> callees;
  llvm::DenseSet<Operation *> called;
  llvm::DenseSet<Operation *> differentiated; ///< calls whose bodies a function needs for a derivative
  SmallVector<FuncOp> order;
};
} // namespace
} // namespace dlc
