// Moves what makes the next version of one weight, its gradient included, to where its operands are complete.
// The reverse walk writes all updates behind it, so that every gradient, or what it is made of, would wait in
// memory for the last one. In and out: nn with state as values.
#include "NN/NNMemory.h"
#include "Transforms/Passes.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_HOISTUPDATES
#include "Transforms/Passes.h.inc"

namespace {
/// Elements up to which a value's memory does not matter: counters of steps and their powers, which all
/// weights share.
constexpr int64_t tiny = 8;

bool isTiny(Type type) {
  auto tensor = dyn_cast<nn::SizedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getNumElements() <= tiny;
}

class Hoisting {
public:
  explicit Hoisting(nn::FuncOp function) : function(function), body(function.getBody().front()) {
    if (auto names = function->getAttrOfType<ArrayAttr>(kStateResults))
      for (auto name : names.getAsRange<FlatSymbolRefAttr>())
        states.push_back(name.getValue());
  }

  void run() {
    if (states.empty())
      return;
    findOwners();
    // What else the step computes is not moved into its forward pass, where it would be kept beside what it
    // is made of.
    SmallVector<Operation *> forward = forwardPass(function);
    if (forward.empty())
      return;
    forwardEnd = forward.back();
    for (Operation &op : llvm::make_early_inc_range(
             llvm::make_range(std::next(forwardEnd->getIterator()), body.getTerminator()->getIterator())))
      if (isPure(&op) && (owners.lookup(&op) >= 0 || llvm::all_of(op.getResultTypes(), isTiny)))
        hoist(&op);
  }

private:
  enum Owner : int64_t { nobody = -1, several = -2 };

  /// The weight that a variable belongs to, as a number: @w.adam_m belongs to @w.
  int64_t weightOf(size_t state) {
    int64_t weight = state;
    for (auto [i, name] : llvm::enumerate(states))
      if (states[state].starts_with(name) && states[state].drop_front(name.size()).starts_with(".") &&
          name.size() < states[weight].size())
        weight = i;
    return weight;
  }

  /// For each op, the one weight whose next versions are all that becomes of it. Ops that more comes of are
  /// `several`.
  void findOwners() {
    auto add = [&](Value value, int64_t owner) {
      Operation *op = value.getDefiningOp();
      if (!op)
        return;
      auto [found, isFirst] = owners.try_emplace(op, owner);
      if (!isFirst && found->second != owner)
        found->second = several;
    };
    Operation *terminator = body.getTerminator();
    size_t outputs = terminator->getNumOperands() - states.size();
    for (auto [i, result] : llvm::enumerate(terminator->getOperands()))
      add(result, i < outputs ? int64_t(several) : weightOf(i - outputs));
    for (Operation &op : llvm::reverse(body.without_terminator()))
      if (auto found = owners.find(&op); found != owners.end()) {
        int64_t owner = found->second; // adding may move what `found` points to
        for (Value operand : op.getOperands())
          add(operand, owner);
      }
  }

  /// Operands come before their users, and have been moved already, or wait.
  void hoist(Operation *op) {
    Operation *last = forwardEnd;
    for (Value operand : op->getOperands())
      if (Operation *definition = operand.getDefiningOp())
        if (!waiting.contains(definition) && last->isBeforeInBlock(definition))
          last = definition;
    // Of variables and forward values alone: it waits for whoever reads it.
    if (last == forwardEnd && !llvm::all_of(op->getResultTypes(), isTiny)) {
      waiting.insert(op);
      return;
    }
    op->moveAfter(last);
    fetchOperands(op);
  }

  /// Moves what waits for `op` in front of it.
  void fetchOperands(Operation *op) {
    for (Value operand : op->getOperands())
      if (Operation *definition = operand.getDefiningOp(); definition && waiting.erase(definition)) {
        definition->moveBefore(op);
        fetchOperands(definition);
      }
  }

  nn::FuncOp function;
  Block &body;
  SmallVector<StringRef> states;
  llvm::DenseMap<Operation *, int64_t> owners;
  llvm::DenseSet<Operation *> waiting; ///< still where they were written
  Operation *forwardEnd = nullptr;
};

struct HoistUpdates : impl::HoistUpdatesBase<HoistUpdates> {
  void runOnOperation() override { Hoisting(getOperation()).run(); }
};
} // namespace
} // namespace dlc
