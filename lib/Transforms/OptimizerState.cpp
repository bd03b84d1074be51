// The variables behind train.minimize and train.update.
#include "Transforms/OptimizerState.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
llvm::DenseSet<StringAttr> variablesBehind(Value value) {
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

// Those of the names that can be trained.
static FailureOr<SmallVector<VariableOp>> parametersAmong(const llvm::DenseSet<StringAttr> &names,
                                                          Operation *op) {
  SmallVector<VariableOp> variables;
  for (VariableOp variable : op->getParentOfType<ModuleOp>().getOps<VariableOp>())
    if (names.contains(variable.getSymNameAttr()) && variable.getRole() == VariableRole::parameter &&
        isTensorOf(variable.getType(), ElementClass::Float))
      variables.push_back(variable);
  if (variables.empty())
    return op->emitOpError("has a loss that is computed from no parameter, so there is nothing to train");
  return variables;
}

FailureOr<SmallVector<VariableOp>> parametersBehind(Value value, Operation *op) {
  return parametersAmong(variablesBehind(value), op);
}

// The first of them: enough to see how they are called.
static void appendNames(InFlightDiagnostic &error, ArrayRef<VariableOp> variables) {
  constexpr size_t most = 8;
  llvm::interleaveComma(variables.take_front(most), error,
                        [&](VariableOp variable) { error << '@' << variable.getSymName(); });
  if (variables.size() > most)
    error << " and " << variables.size() - most << " more";
}

// Those that the recipe's patterns fit. One that fits none is a typing mistake.
static FailureOr<SmallVector<VariableOp>> trainableAmong(ArrayRef<VariableOp> variables,
                                                         train::MinimizeOp op) {
  train::RecipeAttr recipe = op.getRecipe();
  for (StringAttr pattern : recipe.getTrainable()) {
    if (llvm::any_of(variables,
                     [&](VariableOp variable) { return train::fits(pattern, variable.getSymName()); }))
      continue;
    InFlightDiagnostic error = op->emitOpError()
                               << "is to train " << pattern << ", but no parameter behind its loss fits: ";
    appendNames(error, variables);
    return error;
  }
  SmallVector<VariableOp> trained(variables);
  llvm::erase_if(trained, [&](VariableOp variable) { return !recipe.trains(variable.getSymName()); });
  return trained;
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
  FailureOr<SmallVector<VariableOp>> variables = parametersAmong(names, op);
  if (failed(variables) || !minimize)
    return variables;
  return trainableAmong(*variables, minimize);
}

static train::RecipeAttr recipeOf(Operation *op) {
  if (auto minimize = dyn_cast<train::MinimizeOp>(op))
    return minimize.getRecipe();
  return train::RecipeAttr::of(cast<train::UpdateOp>(op).getOptimizer());
}

SmallVector<VariableOp> OptimizerState::Update::weights() const {
  SmallVector<VariableOp> all;
  for (const Group &group : groups)
    llvm::append_range(all, group.weights);
  return all;
}

SmallVector<VariableOp> OptimizerState::Update::variables() const {
  SmallVector<VariableOp> all = weights();
  for (const Group &group : groups) {
    llvm::append_range(all, group.states);
    all.push_back(group.step);
  }
  llvm::append_range(all, accumulated);
  llvm::append_range(all, averages);
  all.append({accumulatedSteps, averageSteps, lossScale, finiteSteps});
  llvm::erase_if(all, [](VariableOp variable) { return !variable; });
  return all;
}

namespace {
/// Finds or creates the variables of one op after another.
class Declarations {
public:
  explicit Declarations(ModuleOp module) : module(module), symbols(module) {
    for (VariableOp variable : module.getOps<VariableOp>())
      last = variable;
  }

  LogicalResult find(llvm::MapVector<Operation *, OptimizerState::Update> &updates) {
    WalkResult walk = module.walk([&](Operation *op) {
      if (!isa<train::MinimizeOp, train::UpdateOp>(op))
        return WalkResult::advance();
      return failed(enter(op)) ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (walk.wasInterrupted())
      return failure();
    for (auto &[op, variables] : trained)
      if (failed(addGroups(op, variables, updates[op])) || failed(addKept(op, updates[op])))
        return failure();
    return success();
  }

private:
  // A variable of an op, and the group of the op's recipe that it is in.
  struct Trained {
    VariableOp variable;
    train::GroupAttr group;
    train::OptimizerInterface optimizer;
  };

  LogicalResult enter(Operation *op) {
    FailureOr<SmallVector<VariableOp>> variables = trainedVariables(op);
    if (failed(variables))
      return failure();
    train::RecipeAttr recipe = recipeOf(op);
    if (failed(checkGroups(op, recipe, *variables)))
      return failure();
    SmallVector<Trained> &entries = trained[op];
    for (VariableOp variable : *variables) {
      const train::GroupAttr *found = llvm::find_if(
          recipe.getGroups(), [&](train::GroupAttr group) { return group.matches(variable.getSymName()); });
      train::GroupAttr group = found == recipe.getGroups().end() ? train::GroupAttr() : *found;
      train::OptimizerInterface optimizer = recipe.getOptimizer();
      if (group && group.getOwnOptimizer())
        optimizer = cast<train::OptimizerInterface>(group.getOwnOptimizer());
      entries.push_back({variable, group, optimizer});
      if (!optimizer.stepName().empty())
        counting[variable].push_back({op, group});
    }
    return success();
  }

  static LogicalResult checkGroups(Operation *op, train::RecipeAttr recipe, ArrayRef<VariableOp> variables) {
    for (train::GroupAttr group : recipe.getGroups()) {
      if (llvm::any_of(variables, [&](VariableOp variable) { return group.matches(variable.getSymName()); }))
        continue;
      InFlightDiagnostic error = op->emitOpError() << "has a group " << group.getPattern()
                                                   << ", but none of its variables fits: ";
      appendNames(error, variables);
      return error;
    }
    return success();
  }

  LogicalResult addGroups(Operation *op, ArrayRef<Trained> entries, OptimizerState::Update &update) {
    update.recipe = recipeOf(op);
    SmallVector<train::GroupAttr> groupOf;
    for (Trained entry : entries) {
      bool counts = !entry.optimizer.stepName().empty();
      auto together = [&](size_t i) {
        return groupOf[i] == entry.group &&
               (!counts || counting[update.groups[i].weights.front()] == counting[entry.variable]);
      };
      auto places = llvm::seq<size_t>(0, groupOf.size());
      auto place = llvm::find_if(places, together);
      size_t i = place == places.end() ? groupOf.size() : *place;
      if (i == groupOf.size()) {
        groupOf.push_back(entry.group);
        OptimizerState::Group &group = update.groups.emplace_back();
        group.optimizer = entry.optimizer;
        if (entry.group) {
          group.rate = entry.group.getRate();
          group.l1 = entry.group.getL1();
          group.l2 = entry.group.getL2();
        }
      }
      OptimizerState::Group &group = update.groups[i];
      group.weights.push_back(entry.variable);
      for (const train::State &state : entry.optimizer.states()) {
        nn::SizedTensorType type = train::stateType(state, entry.variable.getType());
        if (failed(declare(op, group.states.emplace_back(), entry.variable, state.name, type, state.initial)))
          return failure();
      }
    }
    for (OptimizerState::Group &group : update.groups)
      if (StringRef name = group.optimizer.stepName(); !name.empty())
        if (failed(declare(op, group.step, group.weights.front(), name, scalar(integer()))))
          return failure();
    return success();
  }

  // What a recipe keeps beside the optimizer's.
  LogicalResult addKept(Operation *op, OptimizerState::Update &update) {
    train::RecipeAttr recipe = update.recipe;
    bool accumulates = recipe.getAccumulate() > 1, averages = recipe.getAverage() != 0,
         scales = recipe.hasDynamicScale();
    if (!accumulates && !averages && !scales)
      return success();
    SmallVector<VariableOp> weights = update.weights();
    for (VariableOp weight : weights) {
      auto [other, isNew] = keeping.try_emplace(weight, op);
      if (!isNew) {
        InFlightDiagnostic error = op->emitOpError()
                                   << "accumulates gradients, averages weights or adapts a loss scale for '@"
                                   << weight.getSymName() << "', and so does another op";
        error.attachNote(other->second->getLoc()) << "the other one is here";
        return error;
      }
    }
    for (VariableOp weight : weights) {
      nn::SizedTensorType type = train::computedType(cast<nn::SizedTensorType>(weight.getType()));
      if ((accumulates &&
           failed(declare(op, update.accumulated.emplace_back(), weight, "accumulated", type))) ||
          (averages && failed(declare(op, update.averages.emplace_back(), weight, "average", type))))
        return failure();
    }
    VariableOp first = weights.front();
    nn::SizedTensorType count = scalar(integer());
    if ((accumulates && failed(declare(op, update.accumulatedSteps, first, "accumulated_steps", count))) ||
        (averages && failed(declare(op, update.averageSteps, first, "average_steps", count))))
      return failure();
    if (!scales)
      return success();
    nn::SizedTensorType scale = train::computedType(cast<train::MinimizeOp>(op).getLoss().getType());
    return failure(failed(declare(op, update.lossScale, first, "loss_scale", scale, recipe.getLossScale())) ||
                   failed(declare(op, update.finiteSteps, first, "finite_steps", count)));
  }

  Type integer() { return IntegerType::get(module.getContext(), 64); }
  static nn::SizedTensorType scalar(Type element) { return nn::SizedTensorType::get({}, element); }

  // The variable of an optimizer that stands beside `weight`.
  LogicalResult declare(Operation *op, VariableOp &result, VariableOp weight, StringRef end,
                        nn::SizedTensorType type, double initial = 0) {
    std::string name = (weight.getSymName() + "." + end).str();
    if (Operation *symbol = symbols.lookup(name)) {
      result = dyn_cast<VariableOp>(symbol);
      if (result && result.getRole() == VariableRole::optimizer && result.getType() == type)
        return success();
      InFlightDiagnostic error = op->emitOpError()
                                 << "keeps '@" << name << "' as an optimizer variable of type " << type
                                 << ", but the module uses that name for something else";
      error.attachNote(symbol->getLoc()) << "it is here";
      return error;
    }
    OpBuilder builder(module.getContext());
    builder.setInsertionPointAfter(last);
    Attribute initializer = ZerosAttr::get(module.getContext());
    if (initial != 0)
      initializer = FillAttr::get(module.getContext(), builder.getF64FloatAttr(initial));
    last = result = VariableOp::create(builder, weight.getLoc(), name, type, initializer,
                                       VariableRole::optimizer, StringAttr());
    symbols.insert(result);
    return success();
  }

  ModuleOp module;
  SymbolTable symbols;
  Operation *last = nullptr; // variable of the module
  llvm::MapVector<Operation *, SmallVector<Trained>> trained;
  // Which of the ops that count steps update a variable, in which group: equal for variables that are always
  // updated together.
  llvm::DenseMap<Operation *, SmallVector<std::pair<Operation *, train::GroupAttr>>> counting;
  // Which op's recipe keeps something of a variable.
  llvm::DenseMap<Operation *, Operation *> keeping;
};
} // namespace

FailureOr<OptimizerState> OptimizerState::declare(ModuleOp module) {
  OptimizerState result;
  if (failed(Declarations(module).find(result.byOp)))
    return failure();
  return result;
}
} // namespace dlc
