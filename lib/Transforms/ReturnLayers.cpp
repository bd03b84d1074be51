// Lets a function return what its layers compute. In: a module whose calls are inlined. Out: that function as
// @layers, with the value of each layer behind its results, and @init. Before state becomes values, because a
// layer is known by the variables that it reads.
#include "Transforms/MakeEntryPoints.h"
#include "Transforms/Passes.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_RETURNLAYERS
#include "Transforms/Passes.h.inc"

namespace {
class Layers {
public:
  explicit Layers(FuncOp function) : function(function), symbols(function->getParentOp()) {}

  void run() {
    findSignals();
    Block &body = function.getBody().front();
    SmallVector<Value> results(body.getTerminator()->getOperands());
    auto names = llvm::to_vector(function.getResultNames().getAsRange<StringAttr>());
    llvm::StringMap<unsigned> taken;
    for (Operation &op : body.without_terminator()) {
      const StringRef layer = layerOf(&op);
      if (layer.empty() || op.getNumResults() == 0 || isInside.contains(&op) ||
          !isActivation(op.getResult(0)))
        continue;
      std::string name = layer.str();
      if (unsigned count = taken[layer]++) // weights that are used again
        name += "." + std::to_string(count + 1);
      results.push_back(endOf(&op, layer));
      names.push_back(StringAttr::get(function.getContext(), name + ".output"));
    }
    setResults(function, results, names);
  }

private:
  /// Finds what is computed of inputs and random draws. All else is weights and constants, which are not what
  /// a layer gives; weights that are computed with, as by a mask, are those of their layer.
  void findSignals() {
    Block &body = function.getBody().front();
    signals.insert(body.args_begin(), body.args_end());
    for (Operation &op : body.without_terminator()) {
      auto read = dyn_cast<ReadOp>(op);
      bool isSignal = read && isRandomState(read.getType());
      op.walk([&](Operation *inner) {
        isSignal |= llvm::any_of(inner->getOperands(), [&](Value each) { return signals.contains(each); });
      });
      if (isSignal) {
        signals.insert(op.result_begin(), op.result_end());
        continue;
      }
      for (Value result : op.getResults())
        layers[result] = layerOf(&op);
    }
  }

  /// Of the first weights that an op, or what is in it, reads or takes; empty if there are none.
  StringRef layerOf(Operation *op) const {
    StringRef layer;
    op->walk([&](Operation *inner) {
      if (auto read = dyn_cast<ReadOp>(inner); read && layer.empty())
        if (symbols.lookup<VariableOp>(read.getVariable()).getRole() == VariableRole::parameter)
          layer = read.getVariable().rsplit('.').first;
      for (Value operand : inner->getOperands())
        if (layer.empty())
          layer = layers.lookup(operand);
    });
    return layer;
  }

  /// The variables that an op takes.
  static SmallVector<StringRef> variablesOf(Operation *op) {
    SmallVector<StringRef> names;
    for (Value operand : op->getOperands())
      if (auto read = operand.getDefiningOp<ReadOp>())
        names.push_back(read.getVariable());
    return names;
  }

  /// Follows a value through what belongs to the layer: its own further weights, and what keeps the shape and
  /// takes nothing else, such as an activation.
  Value endOf(Operation *op, StringRef layer) {
    Value value = op->getResult(0);
    llvm::StringSet<> taken;
    for (Operation *next = op; next;) {
      isInside.insert(next);
      for (StringRef variable : variablesOf(next))
        taken.insert(variable);
      value = next->getResult(0);
      next = userOf(value);
      const StringRef other = next ? layerOf(next) : StringRef();
      // Weights that are used again begin the layer anew.
      if (next &&
          ((!other.empty() && other != layer) ||
           llvm::any_of(variablesOf(next), [&](StringRef variable) { return taken.contains(variable); })))
        next = nullptr;
    }
    return value;
  }

  /// The only op that uses a value, if it gives one of the same type and computes it of no other signal; else
  /// null, because a value that is used twice is a signal of its own.
  Operation *userOf(Value value) {
    Operation *user = nullptr;
    for (Operation *each : value.getUsers()) {
      if (user && user != each)
        return nullptr;
      user = each;
    }
    if (!user || user->getBlock() != &function.getBody().front() || user->getNumResults() != 1 ||
        user->getResult(0).getType() != value.getType() ||
        llvm::any_of(user->getOperands(),
                     [&](Value operand) { return operand != value && signals.contains(operand); }))
      return nullptr;
    return user;
  }

  bool isActivation(Value value) const {
    return signals.contains(value) && isTensorOf(value.getType(), ElementClass::Float);
  }

  FuncOp function;
  SymbolTable symbols;
  llvm::DenseSet<Value> signals;
  llvm::DenseMap<Value, StringRef> layers; ///< of weights, the name without its last part
  llvm::DenseSet<Operation *> isInside;    ///< ops whose layer has its value
};

struct ReturnLayers : impl::ReturnLayersBase<ReturnLayers> {
  using ReturnLayersBase::ReturnLayersBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto chosen = module.lookupSymbol<FuncOp>(function);
    if (!chosen) {
      InFlightDiagnostic error = module.emitError()
                                 << "has no nn.func '@" << function << "' whose layers to return; it has ";
      llvm::interleaveComma(module.getOps<FuncOp>(), error,
                            [&](FuncOp each) { error << '@' << each.getSymName(); });
      return signalPassFailure();
    }
    for (Operation &op : chosen.getOps())
      if (isa<train::MinimizeOp, train::UpdateOp>(op)) {
        op.emitOpError() << "updates variables in '@" << function
                         << "', but layers are those of a function that changes nothing";
        return signalPassFailure();
      }
    for (FuncOp other : llvm::make_early_inc_range(module.getOps<FuncOp>()))
      if (other != chosen)
        other.erase();
    resolveTraining(chosen, /*training=*/false);
    skipDropouts(chosen);
    discardAssignments(chosen);
    Layers(chosen).run();
    chosen.setSymName("layers");
    chosen.setPublic();
    addInitializer(module);
  }
};
} // namespace
} // namespace dlc
