// Turns reads and assignments of variables into arguments and results, so that every later pass sees pure
// SSA. In: nn functions without calls. Out: functions that take variables and return their next versions.
#include "Transforms/Passes.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_LIFTSTATE
#include "Transforms/Passes.h.inc"

namespace {
class LiftState : public impl::LiftStateBase<LiftState> {
  void runOnOperation() override {
    for (FuncOp function : getOperation().getOps<FuncOp>())
      if (failed(lift(function)))
        return signalPassFailure();
  }

  // The variables that the function touches, in the order of the module.
  FailureOr<SmallVector<VariableOp>> touchedVariables(FuncOp function) {
    llvm::DenseSet<StringAttr> names;
    WalkResult walk = function.walk([&](Operation *op) {
      if (auto read = dyn_cast<ReadOp>(op))
        names.insert(read.getVariableAttr().getAttr());
      else if (auto assign = dyn_cast<AssignOp>(op))
        names.insert(assign.getVariableAttr().getAttr());
      else if (auto call = dyn_cast<CallOp>(op)) {
        call.emitOpError() << "must be inlined before state is lifted; run nn-inline-calls first";
        return WalkResult::interrupt();
      }
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      return failure();
    SmallVector<VariableOp> variables;
    for (VariableOp variable : getOperation().getOps<VariableOp>())
      if (names.contains(variable.getSymNameAttr()))
        variables.push_back(variable);
    return variables;
  }

  LogicalResult lift(FuncOp function) {
    FailureOr<SmallVector<VariableOp>> variables = touchedVariables(function);
    if (failed(variables))
      return failure();
    Block &body = function.getBody().front();
    Builder builder(&getContext());

    SmallVector<Attribute> argNames(function.getArgNames().getValue());
    SmallVector<Attribute> resultNames(function.getResultNames().getValue());
    SmallVector<Attribute> stateArguments, stateResults;
    llvm::MapVector<StringAttr, Value> current; // the version of each variable that the next read sees
    for (VariableOp variable : *variables) {
      StringAttr name = variable.getSymNameAttr();
      if (llvm::is_contained(argNames, name) || llvm::is_contained(resultNames, name))
        return function.emitOpError() << "has an argument or result named '" << name.getValue()
                                      << "', and so is a variable that it uses";
      current[name] = body.addArgument(variable.getType(), variable.getLoc());
      argNames.push_back(name);
      stateArguments.push_back(FlatSymbolRefAttr::get(name));
    }

    llvm::DenseSet<StringAttr> assigned;
    for (Operation &op : llvm::make_early_inc_range(body)) {
      if (auto read = dyn_cast<ReadOp>(op)) {
        read.getResult().replaceAllUsesWith(current[read.getVariableAttr().getAttr()]);
        read.erase();
      } else if (auto assign = dyn_cast<AssignOp>(op)) {
        StringAttr name = assign.getVariableAttr().getAttr();
        current[name] = assign.getValue();
        assigned.insert(name);
        assign.erase();
      }
    }

    SmallVector<Value> results(body.getTerminator()->getOperands());
    for (auto &[name, value] : current) {
      if (!assigned.contains(name))
        continue;
      results.push_back(value);
      resultNames.push_back(name);
      stateResults.push_back(FlatSymbolRefAttr::get(name));
    }
    body.getTerminator()->setOperands(results);
    function.setFunctionType(
        builder.getFunctionType(body.getArgumentTypes(), llvm::to_vector(ValueRange(results).getTypes())));
    function.setArgNamesAttr(builder.getArrayAttr(argNames));
    function.setResultNamesAttr(builder.getArrayAttr(resultNames));
    if (!stateArguments.empty())
      function->setAttr(kStateArguments, builder.getArrayAttr(stateArguments));
    if (!stateResults.empty())
      function->setAttr(kStateResults, builder.getArrayAttr(stateResults));
    return success();
  }
};
} // namespace
} // namespace dlc
