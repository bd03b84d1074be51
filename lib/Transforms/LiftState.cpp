// Turns reads and assignments of variables into arguments and results, and updates into gradients and
// formulas on values, so that every later pass sees pure SSA. In: nn functions without calls. Out: functions
// that take variables and return their next versions. Updates are expanded here, because only here it is
// known which value is a variable's current version.
#include "Transforms/OptimizerState.h"
#include "Transforms/Passes.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_LIFTSTATE
#include "Transforms/Passes.h.inc"

namespace {
// The versions of a variable within a function.
struct Versions {
  SmallVector<Value> values;       // the last one is current
  std::optional<Location> written; // where the current one was assigned
};

class FunctionLift {
public:
  FunctionLift(FuncOp function, const OptimizerState &optimizers)
      : function(function), body(function.getBody().front()), optimizers(optimizers) {}

  LogicalResult run() {
    FailureOr<SmallVector<VariableOp>> variables = touchedVariables();
    if (failed(variables) || failed(addArguments(*variables)))
      return failure();
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
    auto touch = [&](VariableOp variable) {
      if (variable)
        names.insert(variable.getSymNameAttr());
    };
    for (Operation &op : body) {
      if (auto call = dyn_cast<CallOp>(op))
        return call.emitOpError() << "must be inlined before state is lifted; run nn-inline-calls first";
      if (auto read = dyn_cast<ReadOp>(op))
        names.insert(read.getVariableAttr().getAttr());
      else if (auto assign = dyn_cast<AssignOp>(op))
        names.insert(assign.getVariableAttr().getAttr());
      else if (isa<train::MinimizeOp, train::UpdateOp>(op))
        for (OptimizerState::Group group : optimizers.groups(&op)) {
          llvm::for_each(group.weights, touch);
          llvm::for_each(group.states, touch);
          touch(group.step);
        }
    }
    SmallVector<VariableOp> variables;
    for (VariableOp variable : function->getParentOfType<ModuleOp>().getOps<VariableOp>())
      if (names.contains(variable.getSymNameAttr()))
        variables.push_back(variable);
    return variables;
  }

  LogicalResult addArguments(ArrayRef<VariableOp> variables) {
    SmallVector<Attribute> argNames(function.getArgNames().getValue()), stateArguments;
    for (VariableOp variable : variables) {
      StringAttr name = variable.getSymNameAttr();
      if (llvm::is_contained(argNames, name) || llvm::is_contained(function.getResultNames(), name))
        return function.emitOpError() << "has an argument or result named '" << name.getValue()
                                      << "', and so is a variable that it uses";
      state[name].values.push_back(body.addArgument(variable.getType(), variable.getLoc()));
      argNames.push_back(name);
      stateArguments.push_back(FlatSymbolRefAttr::get(name));
    }
    Builder builder(function.getContext());
    function.setArgNamesAttr(builder.getArrayAttr(argNames));
    if (!stateArguments.empty())
      function->setAttr(kStateArguments, builder.getArrayAttr(stateArguments));
    return success();
  }

  Value current(VariableOp variable) { return state[variable.getSymNameAttr()].values.back(); }

  void assign(StringAttr name, Value value, Operation *writer) {
    state[name].values.push_back(value);
    state[name].written = writer->getLoc();
  }

  LogicalResult lift(Operation *op) {
    if (auto read = dyn_cast<ReadOp>(op)) {
      read.getResult().replaceAllUsesWith(state[read.getVariableAttr().getAttr()].values.back());
    } else if (auto assignment = dyn_cast<AssignOp>(op)) {
      assign(assignment.getVariableAttr().getAttr(), assignment.getValue(), op);
    } else if (auto update = dyn_cast<train::UpdateOp>(op)) {
      apply(op, optimizers.groups(op).front(), update.getGradient(), update.getLearningRate(),
            update.getOptimizer());
    } else if (auto minimize = dyn_cast<train::MinimizeOp>(op)) {
      if (failed(lift(minimize)))
        return failure();
    } else {
      return success();
    }
    op->erase();
    return success();
  }

  LogicalResult lift(train::MinimizeOp minimize) {
    SmallVector<Value> weights;
    llvm::DenseSet<Value> behindLoss = valuesBehind(minimize.getLoss());
    for (OptimizerState::Group group : optimizers.groups(minimize))
      for (VariableOp variable : group.weights) {
        if (failed(checkVersion(minimize, variable, behindLoss)))
          return failure();
        weights.push_back(current(variable));
      }
    // One gradient for all groups: one walk back over the network.
    ImplicitLocOpBuilder builder(minimize.getLoc(), minimize);
    ValueRange gradients = train::GradientOp::create(builder, minimize.getLoss(), weights).getGradients();
    for (OptimizerState::Group group : optimizers.groups(minimize)) {
      apply(minimize, group, gradients.take_front(group.weights.size()), minimize.getLearningRate(),
            minimize.getOptimizer());
      gradients = gradients.drop_front(group.weights.size());
    }
    return success();
  }

  static llvm::DenseSet<Value> valuesBehind(Value value) {
    llvm::DenseSet<Value> seen{value};
    SmallVector<Value> open{value};
    while (!open.empty())
      if (Operation *op = open.pop_back_val().getDefiningOp())
        for (Value operand : op->getOperands())
          if (seen.insert(operand).second)
            open.push_back(operand);
    return seen;
  }

  LogicalResult checkVersion(train::MinimizeOp minimize, VariableOp variable,
                             const llvm::DenseSet<Value> &behindLoss) {
    const Versions &versions = state[variable.getSymNameAttr()];
    auto isUsed = [&](Value version) { return behindLoss.contains(version); };
    if (isUsed(versions.values.back()) || llvm::none_of(versions.values, isUsed))
      return success();
    InFlightDiagnostic error = minimize.emitOpError()
                               << "has a loss that was computed from an earlier version of '@"
                               << variable.getSymName()
                               << "' than the one to update; compute the loss after the assignment";
    error.attachNote(*versions.written) << "the current version is assigned here";
    return error;
  }

  // The optimizer's formula for the current versions of a group, and their next ones.
  void apply(Operation *op, OptimizerState::Group group, ValueRange gradients, Value rate,
             train::OptimizerInterface optimizer) {
    ImplicitLocOpBuilder builder(op->getLoc(), op);
    auto currentOf = [&](VariableOp variable) { return current(variable); };
    SmallVector<Value> weights = llvm::map_to_vector(group.weights, currentOf);
    SmallVector<Value> states = llvm::map_to_vector(group.states, currentOf);
    Value step;
    if (group.step) {
      auto type = cast<RankedTensorType>(group.step.getType());
      Value one =
          ConstantOp::create(builder, type, DenseElementsAttr::get(type, builder.getI64IntegerAttr(1)));
      step = AddOp::create(builder, current(group.step), one);
      assign(group.step.getSymNameAttr(), step, op);
    }
    auto next = train::ApplyOp::create(builder, weights, gradients, states, rate, step, optimizer);
    SmallVector<VariableOp> updated(group.weights);
    llvm::append_range(updated, group.states);
    for (auto [variable, value] : llvm::zip_equal(updated, next.getNext()))
      assign(variable.getSymNameAttr(), value, op);
  }

  void addResults() {
    SmallVector<Value> results(body.getTerminator()->getOperands());
    SmallVector<Attribute> resultNames(function.getResultNames().getValue()), stateResults;
    for (auto &[name, versions] : state) {
      if (!versions.written)
        continue;
      results.push_back(versions.values.back());
      resultNames.push_back(name);
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
  Block &body;
  const OptimizerState &optimizers;
  llvm::MapVector<StringAttr, Versions> state; // in the order of the module
};

class LiftState : public impl::LiftStateBase<LiftState> {
  void runOnOperation() override {
    FailureOr<OptimizerState> optimizers = OptimizerState::declare(getOperation());
    if (failed(optimizers))
      return signalPassFailure();
    for (FuncOp function : getOperation().getOps<FuncOp>())
      if (failed(FunctionLift(function, *optimizers).run()))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc
