// Turns reads and assignments of variables into arguments and results, and updates into gradients and
// formulas on values, so that every later pass sees pure SSA. In: nn functions without calls but of shared
// functions, which stand before those that call them. Out: functions that take variables and return their
// next versions. Updates are expanded here, because only here it is
// known which value is a variable's current version.
#include "Transforms/ExpandUpdates.h"
#include "Transforms/Passes.h"

#include "NN/NNShared.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_LIFTSTATE
#include "Transforms/Passes.h.inc"

namespace {
class FunctionLift {
public:
  FunctionLift(FuncOp function, ArrayRef<VariableOp> known, const OptimizerState &optimizers)
      : function(function), known(known), body(function.getBody().front()), optimizers(optimizers) {}

  LogicalResult run() {
    FailureOr<SmallVector<VariableOp>> variables = touchedVariables();
    if (failed(variables))
      return failure();
    addArguments(*variables);
    function.walk([&](Operation *op) {
      differentiates |= isa<train::GradientOp, train::JvpOp, train::MinimizeOp>(op);
    });
    for (Operation &op : llvm::make_early_inc_range(body))
      if (failed(lift(&op)))
        return failure();
    addResults();
    return success();
  }

private:
  // The variables that the function touches, in the order of the module.
  FailureOr<SmallVector<VariableOp>> touchedVariables() {
    llvm::DenseSet<StringAttr> names;
    WalkResult calls = function.walk([&](CallOp call) {
      FuncOp callee = shared(call);
      if (callee && call->getParentOp() == function) {
        for (auto symbol : stateOf(callee, kStateArguments))
          names.insert(symbol.getAttr());
        return WalkResult::advance();
      }
      call.emitOpError() << "must be inlined before state is lifted; run nn-inline-calls first";
      return WalkResult::interrupt();
    });
    if (calls.wasInterrupted())
      return failure();
    // Bodies of loops and branches have no state: their verifier says so.
    for (Operation &op : body) {
      if (auto read = dyn_cast<ReadOp>(op))
        names.insert(read.getVariableAttr().getAttr());
      else if (auto assign = dyn_cast<AssignOp>(op))
        names.insert(assign.getVariableAttr().getAttr());
      else if (isa<train::MinimizeOp, train::UpdateOp>(op))
        for (VariableOp variable : optimizers.of(&op).variables())
          names.insert(variable.getSymNameAttr());
    }
    SmallVector<VariableOp> variables;
    for (VariableOp variable : known)
      if (names.contains(variable.getSymNameAttr()))
        variables.push_back(variable);
    return variables;
  }

  /// The function that a call keeps calling, which has its variables as arguments already; or null.
  FuncOp shared(CallOp call) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<FuncOp>(function, call.getCalleeAttr());
    return callee && callee->hasAttr(kShared) ? callee : FuncOp();
  }

  static SmallVector<FlatSymbolRefAttr> stateOf(FuncOp callee, StringRef attribute) {
    auto symbols = callee->getAttrOfType<ArrayAttr>(attribute);
    return symbols ? llvm::to_vector(symbols.getAsRange<FlatSymbolRefAttr>())
                   : SmallVector<FlatSymbolRefAttr>();
  }

  /// Gives a call the versions of the variables that its callee reads, and takes those that it assigns.
  void liftCall(CallOp call, OpBuilder &builder) {
    FuncOp callee = shared(call);
    SmallVector<Value> operands(call.getOperands());
    for (auto symbol : stateOf(callee, kStateArguments))
      operands.push_back(versions.current(symbol.getAttr()));
    auto lifted = CallOp::create(builder, call.getLoc(), callee.getResultTypes(), call.getCallee(), operands);
    const unsigned results = call.getNumResults();
    for (auto [i, symbol] : llvm::enumerate(stateOf(callee, kStateResults)))
      versions.assign(symbol.getAttr(), lifted.getResult(results + i), call);
    call.replaceAllUsesWith(lifted.getResults().take_front(results));
  }

  /// The name of a variable among those of arguments or results, of which one may have the same.
  static StringAttr distinct(StringAttr name, ArrayRef<Attribute> names) {
    while (llvm::is_contained(names, name))
      name = StringAttr::get(name.getContext(), name.getValue() + ".variable");
    return name;
  }

  void addArguments(ArrayRef<VariableOp> variables) {
    SmallVector<Attribute> argNames(function.getArgNames().getValue()), stateArguments;
    for (VariableOp variable : variables) {
      StringAttr name = variable.getSymNameAttr();
      versions.begin(name, body.addArgument(variable.getType(), variable.getLoc()));
      argNames.push_back(distinct(name, argNames));
      stateArguments.push_back(FlatSymbolRefAttr::get(name));
    }
    Builder builder(function.getContext());
    function.setArgNamesAttr(builder.getArrayAttr(argNames));
    if (!stateArguments.empty())
      function->setAttr(kStateArguments, builder.getArrayAttr(stateArguments));
  }

  LogicalResult lift(Operation *op) {
    OpBuilder builder(op);
    if (auto read = dyn_cast<ReadOp>(op)) {
      read.getResult().replaceAllUsesWith(versions.current(read.getVariableAttr().getAttr()));
    } else if (auto assignment = dyn_cast<AssignOp>(op)) {
      Value value = assignment.getValue();
      // Derivatives are with respect to versions, of which two may have been assigned one value.
      if (differentiates && isTensorOf(value.getType(), ElementClass::Float))
        value = train::IndependentOp::create(builder, op->getLoc(), value);
      versions.assign(assignment.getVariableAttr().getAttr(), value, op);
    } else if (auto call = dyn_cast<CallOp>(op)) {
      liftCall(call, builder);
    } else if (auto update = dyn_cast<train::UpdateOp>(op)) {
      expandUpdate(update, optimizers.of(op), versions);
    } else if (auto minimize = dyn_cast<train::MinimizeOp>(op)) {
      if (failed(expandUpdate(minimize, optimizers.of(op), versions)))
        return failure();
    } else {
      return success();
    }
    op->erase();
    return success();
  }

  void addResults() {
    SmallVector<Value> results(body.getTerminator()->getOperands());
    SmallVector<Attribute> resultNames(function.getResultNames().getValue()), stateResults;
    for (auto &[name, variable] : versions) {
      if (!variable.written)
        continue;
      results.push_back(variable.values.back());
      resultNames.push_back(distinct(name, resultNames));
      stateResults.push_back(FlatSymbolRefAttr::get(name));
    }
    body.getTerminator()->setOperands(results);
    Builder builder(function.getContext());
    function.setFunctionType(
        builder.getFunctionType(body.getArgumentTypes(), llvm::to_vector(ValueRange(results).getTypes())));
    function.setResultNamesAttr(builder.getArrayAttr(resultNames));
    if (!stateResults.empty())
      function->setAttr(kStateResults, builder.getArrayAttr(stateResults));
  }

  FuncOp function;
  ArrayRef<VariableOp> known; // all of the module
  Block &body;
  const OptimizerState &optimizers;
  Versions versions;
  bool differentiates = false; // the function asks for a derivative
};

class LiftState : public impl::LiftStateBase<LiftState> {
  void runOnOperation() override {
    FailureOr<OptimizerState> optimizers = OptimizerState::declare(getOperation());
    if (failed(optimizers))
      return signalPassFailure();
    SmallVector<VariableOp> variables(getOperation().getOps<VariableOp>());
    for (FuncOp function : getOperation().getOps<FuncOp>())
      if (failed(FunctionLift(function, variables, *optimizers).run()))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc
