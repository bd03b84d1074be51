// Walks a function and those that it calls.
#include "API/VariableUses.h"

#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace dlc {

static nn::FuncOp calleeOf(nn::CallOp call) {
  return cast<nn::FuncOp>(SymbolTable::lookupSymbolIn(call->getParentOfType<ModuleOp>(), call.getCallee()));
}

VariableUses usesOf(nn::FuncOp function) {
  VariableUses uses;
  auto module = function->getParentOfType<ModuleOp>();
  llvm::SetVector<Operation *> functions;
  functions.insert(function);
  for (size_t i = 0; i < functions.size(); ++i)
    functions[i]->walk([&](Operation *op) {
      llvm::TypeSwitch<Operation *>(op)
          .Case([&](nn::ReadOp read) { uses.read.insert(read.getVariable()); })
          .Case([&](nn::AssignOp assign) { uses.assigned.insert(assign.getVariable()); })
          .Case([&](train::UpdateOp update) { uses.assigned.insert(update.getVariable()); })
          .Case([&](train::MinimizeOp minimize) {
            if (minimize.getVariables())
              for (auto name : minimize.getVariables()->getAsRange<FlatSymbolRefAttr>())
                uses.assigned.insert(name.getValue());
            else
              for (auto variable : module.getOps<nn::VariableOp>())
                if (variable.getRole() == nn::VariableRole::parameter)
                  uses.assigned.insert(variable.getSymName());
          })
          .Case([&](nn::CallOp call) { functions.insert(calleeOf(call)); });
    });
  return uses;
}

VariableUses usesOf(nn::CallOp call) { return usesOf(calleeOf(call)); }

} // namespace dlc
