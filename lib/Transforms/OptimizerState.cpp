// The variables behind train.minimize and train.update.
#include "Transforms/OptimizerState.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
// The variables that `value` is computed from.
static llvm::DenseSet<StringAttr> variablesBehind(Value value) {
  llvm::DenseSet<StringAttr> names;
  llvm::DenseSet<Operation *> seen;
  SmallVector<Value> open{value};
  while (!open.empty()) {
    Operation *op = open.pop_back_val().getDefiningOp();
    if (!op || !seen.insert(op).second)
      continue;
    if (auto read = dyn_cast<ReadOp>(op))
      names.insert(read.getVariableAttr().getAttr());
    llvm::append_range(open, op->getOperands());
  }
  return names;
}

FailureOr<SmallVector<VariableOp>> trainedVariables(Operation *op) {
  llvm::DenseSet<StringAttr> names;
  auto minimize = dyn_cast<train::MinimizeOp>(op);
  if (auto update = dyn_cast<train::UpdateOp>(op)) {
    names.insert(update.getVariableAttr().getAttr());
  } else if (auto listed = minimize.getVariables()) {
    for (auto name : listed->getAsRange<FlatSymbolRefAttr>())
      names.insert(name.getAttr());
  } else {
    names = variablesBehind(minimize.getLoss());
  }
  SmallVector<VariableOp> variables;
  for (VariableOp variable : op->getParentOfType<ModuleOp>().getOps<VariableOp>())
    if (names.contains(variable.getSymNameAttr()) && variable.getRole() == VariableRole::parameter &&
        isTensorOf(variable.getType(), ElementClass::Float))
      variables.push_back(variable);
  if (variables.empty())
    return op->emitOpError("has a loss that is computed from no parameter, so there is nothing to train");
  return variables;
}

static train::OptimizerInterface optimizerOf(Operation *op) {
  if (auto minimize = dyn_cast<train::MinimizeOp>(op))
    return minimize.getOptimizer();
  return cast<train::UpdateOp>(op).getOptimizer();
}

namespace {
class Declaration {
public:
  explicit Declaration(ModuleOp module) : module(module), symbols(module) {}

  // The variable of an optimizer that stands beside `weight`.
  FailureOr<VariableOp> find(Operation *op, VariableOp weight, StringRef end, RankedTensorType type,
                             double initial = 0) {
    std::string name = (weight.getSymName() + "." + end).str();
    if (Operation *symbol = symbols.lookup(name)) {
      auto variable = dyn_cast<VariableOp>(symbol);
      if (variable && variable.getRole() == VariableRole::optimizer && variable.getType() == type)
        return variable;
      InFlightDiagnostic error = op->emitOpError()
                                 << "keeps '@" << name << "' as an optimizer variable of type " << type
                                 << ", but the module uses that name for something else";
      error.attachNote(symbol->getLoc()) << "it is here";
      return error;
    }
    OpBuilder builder(module.getContext());
    auto variables = module.getOps<VariableOp>();
    Operation *last = weight;
    for (VariableOp variable : variables)
      last = variable;
    builder.setInsertionPointAfter(last);
    Attribute initializer = ZerosAttr::get(module.getContext());
    if (initial != 0)
      initializer = FillAttr::get(module.getContext(), builder.getF64FloatAttr(initial));
    auto variable = VariableOp::create(builder, weight.getLoc(), name, type, initializer,
                                       VariableRole::optimizer, StringAttr());
    symbols.insert(variable);
    return variable;
  }

private:
  ModuleOp module;
  SymbolTable symbols;
};
} // namespace

FailureOr<OptimizerState> OptimizerState::declare(ModuleOp module) {
  llvm::MapVector<Operation *, SmallVector<VariableOp>> trained;
  // Which of the ops that count steps update a variable: equal for variables that are always updated
  // together.
  llvm::DenseMap<Operation *, SmallVector<Operation *>> counting;
  WalkResult walk = module.walk([&](Operation *op) {
    if (!isa<train::MinimizeOp, train::UpdateOp>(op))
      return WalkResult::advance();
    FailureOr<SmallVector<VariableOp>> variables = trainedVariables(op);
    if (failed(variables))
      return WalkResult::interrupt();
    if (!optimizerOf(op).stepName().empty())
      for (VariableOp variable : *variables)
        counting[variable].push_back(op);
    trained[op] = std::move(*variables);
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();

  OptimizerState result;
  Declaration declaration(module);
  auto stepType = RankedTensorType::get({}, IntegerType::get(module.getContext(), 64));
  for (auto &[op, variables] : trained) {
    train::OptimizerInterface optimizer = optimizerOf(op);
    bool counts = !optimizer.stepName().empty();
    SmallVector<Group> &groups = result.byOp[op];
    for (VariableOp variable : variables) {
      auto together = [&](Group &group) {
        return !counts || counting[group.weights.front()] == counting[variable];
      };
      Group *group = llvm::find_if(groups, together);
      if (group == groups.end())
        group = &groups.emplace_back();
      group->weights.push_back(variable);
      for (const train::State &state : optimizer.states()) {
        FailureOr<VariableOp> kept = declaration.find(
            op, variable, state.name, train::stateType(state, variable.getType()), state.initial);
        if (failed(kept))
          return failure();
        group->states.push_back(*kept);
      }
    }
    for (Group &group : groups)
      if (counts) {
        FailureOr<VariableOp> step =
            declaration.find(op, group.weights.front(), optimizer.stepName(), stepType);
        if (failed(step))
          return failure();
        group.step = *step;
      }
  }
  return result;
}
} // namespace dlc
