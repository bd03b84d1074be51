// Walks an op with its regions and the functions that are called in them.
#include "Train/VariableUses.h"

#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace dlc {

static nn::FuncOp calleeOf(nn::CallOp call) {
  return cast<nn::FuncOp>(SymbolTable::lookupSymbolIn(call->getParentOfType<ModuleOp>(), call.getCallee()));
}

/// What an op reads and assigns itself. Calls are of functions that others look at.
static void addUses(Operation *op, VariableUses &uses) {
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](nn::ReadOp read) { uses.read.insert(read.getVariable()); })
      .Case([&](nn::AssignOp assign) { uses.assigned.insert(assign.getVariable()); })
      .Case([&](train::UpdateOp update) { uses.assigned.insert(update.getVariable()); })
      .Case([&](train::MinimizeOp minimize) {
        if (minimize.getVariables())
          for (auto name : minimize.getVariables()->getAsRange<FlatSymbolRefAttr>())
            uses.assigned.insert(name.getValue());
        else
          for (auto variable : op->getParentOfType<ModuleOp>().getOps<nn::VariableOp>())
            if (variable.getRole() == nn::VariableRole::parameter)
              uses.assigned.insert(variable.getSymName());
      });
}

VariableUses usesOf(Operation *root) {
  VariableUses uses;
  llvm::SetVector<Operation *> roots;
  roots.insert(root);
  for (size_t i = 0; i < roots.size(); ++i)
    roots[i]->walk([&](Operation *op) {
      addUses(op, uses);
      if (auto call = dyn_cast<nn::CallOp>(op))
        roots.insert(calleeOf(call));
    });
  return uses;
}

llvm::SetVector<Operation *> opsBehind(ValueRange values) {
  llvm::SetVector<Operation *> ops;
  auto add = [&](ValueRange operands) {
    for (Value operand : operands)
      if (Operation *op = operand.getDefiningOp(); op && isa<FloatType>(getElementTypeOrSelf(operand)))
        ops.insert(op);
  };
  add(values);
  for (size_t i = 0; i < ops.size(); ++i)
    if (!isa<nn::StopGradientOp>(ops[i]))
      add(ops[i]->getOperands());
  return ops;
}

/// Whether a variable is assigned between two reads of it in a function, whichever comes first.
static bool isAssignedBetween(nn::ReadOp read, Operation *other) {
  Operation *from = read, *to = read->getBlock()->findAncestorOpInBlock(*other);
  if (!to)
    return true;
  if (to->isBeforeInBlock(from))
    std::swap(from, to);
  for (Operation *op = from->getNextNode(); op != to; op = op->getNextNode())
    if (usesOf(op).assigned.contains(read.getVariable()))
      return true;
  return false;
}

Operation *findOtherRead(nn::ReadOp read, ValueRange values, ValueRange wrt) {
  Operation *found = nullptr;
  for (Operation *op : opsBehind(values)) {
    op->walk([&](Operation *inner) {
      auto call = dyn_cast<nn::CallOp>(inner);
      auto again = dyn_cast<nn::ReadOp>(inner);
      const bool reads = call ? usesOf(call).read.contains(read.getVariable())
                              : again && again != read && again.getVariable() == read.getVariable() &&
                                    !llvm::is_contained(wrt, again.getResult());
      if (reads && !isAssignedBetween(read, inner)) {
        found = inner;
        return WalkResult::interrupt();
      }
      return WalkResult::advance();
    });
    if (found)
      break;
  }
  return found;
}

} // namespace dlc
