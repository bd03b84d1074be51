// Cuts training steps where several processes meet: into what computes gradients, and what makes an update of
// their means. In: functions whose state is values, with train.gradient and train.apply. Out: two functions
// in the place of each that learns. On values, because there whatever depends on a gradient is the update.
#include "Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_SPLITSTEPS
#include "Transforms/Passes.h.inc"

namespace {
SmallVector<StringRef> stateNames(FuncOp function, StringRef attribute) {
  SmallVector<StringRef> names;
  if (auto symbols = function->getAttrOfType<ArrayAttr>(attribute))
    for (auto symbol : symbols.getAsRange<FlatSymbolRefAttr>())
      names.push_back(symbol.getValue());
  return names;
}

/// A value that the first half returns and the second one takes.
struct Handed {
  Value value;
  std::string name;
};

/// One of the halves, made from a copy of the whole.
class Half {
public:
  Half(FuncOp whole, StringRef name) : whole(whole) {
    OpBuilder builder(whole);
    function = cast<FuncOp>(builder.clone(*whole, mapping));
    function.setSymName(name);
  }

  Value of(Value value) const { return mapping.lookup(value); }

  /// An argument behind the function's own ones, in the place of a value; for those that use it too, or only
  /// where it is a result.
  void take(const Handed &handed, bool replacesUses) {
    Block &body = function.getBody().front();
    const unsigned place = body.getNumArguments() - stateNames(function, kStateArguments).size();
    Value argument = body.insertArgument(place, handed.value.getType(), function.getLoc());
    SmallVector<Attribute> names(function.getArgNames().getValue());
    names.insert(names.begin() + place, StringAttr::get(function.getContext(), handed.name));
    function.setArgNamesAttr(ArrayAttr::get(function.getContext(), names));
    if (replacesUses)
      of(handed.value).replaceAllUsesWith(argument);
    mapping.map(handed.value, argument);
  }

  /// Own results, by name, then next versions of variables. Everything that then has no use goes, arguments
  /// too.
  void finish(ArrayRef<Handed> results, ArrayRef<std::pair<StringRef, Value>> states) {
    Block &body = function.getBody().front();
    Builder builder(function.getContext());
    SmallVector<Value> values;
    SmallVector<Attribute> names, symbols;
    for (const Handed &each : results) {
      values.push_back(of(each.value));
      names.push_back(builder.getStringAttr(each.name));
    }
    for (auto [name, value] : states) {
      values.push_back(of(value));
      names.push_back(builder.getStringAttr(name));
      symbols.push_back(FlatSymbolRefAttr::get(builder.getStringAttr(name)));
    }
    body.getTerminator()->setOperands(values);
    function.setResultNamesAttr(builder.getArrayAttr(names));
    setSymbols(kStateResults, symbols);
    SmallVector<Operation *> ops =
        llvm::map_to_vector(body.without_terminator(), [](Operation &op) { return &op; });
    for (Operation *op : llvm::reverse(ops)) // users first
      if (isOpTriviallyDead(op) || (isa<CallOp>(op) && op->use_empty()))
        op->erase();
    dropArguments();
    function.setFunctionType(
        builder.getFunctionType(body.getArgumentTypes(), llvm::to_vector(ValueRange(values).getTypes())));
  }

  FuncOp function;

private:
  void setSymbols(StringRef attribute, ArrayRef<Attribute> symbols) {
    if (symbols.empty())
      function->removeAttr(attribute);
    else
      function->setAttr(attribute, ArrayAttr::get(function.getContext(), symbols));
  }

  void dropArguments() {
    Block &body = function.getBody().front();
    const SmallVector<StringRef> states = stateNames(function, kStateArguments);
    const SmallVector<StringRef> assigned = stateNames(function, kStateResults);
    const size_t inputs = body.getNumArguments() - states.size();
    SmallVector<Attribute> names, symbols;
    llvm::BitVector unused(body.getNumArguments());
    for (BlockArgument argument : body.getArguments()) {
      const size_t i = argument.getArgNumber();
      // A variable that is assigned is an argument, too: that is where its next version goes.
      const bool isAssigned = i >= inputs && llvm::is_contained(assigned, states[i - inputs]);
      unused[i] = argument.use_empty() && !isAssigned;
      if (unused[i])
        continue;
      names.push_back(function.getArgNames()[i]);
      if (i >= inputs)
        symbols.push_back(FlatSymbolRefAttr::get(function.getContext(), states[i - inputs]));
    }
    body.eraseArguments(unused);
    function.setArgNamesAttr(ArrayAttr::get(function.getContext(), names));
    setSymbols(kStateArguments, symbols);
  }

  FuncOp whole;
  IRMapping mapping;
};

class Split {
public:
  explicit Split(FuncOp function) : function(function), body(function.getBody().front()) {}

  LogicalResult run() {
    findHanded();
    if (handed.empty())
      return success();
    for (const Handed &each : handed)
      addDependent(each.value);
    if (failed(checkSplits()))
      return failure();
    sortResults();
    return write();
  }

private:
  /// The gradients that updates are made of: the nearest ones behind what train.apply is given, or else that
  /// itself, which is then a direction of another kind.
  void findHanded() {
    llvm::SetVector<Value> found;
    for (auto apply : function.getOps<train::ApplyOp>()) {
      llvm::SetVector<Value> behind, gradients;
      for (Value gradient : apply.getGradients())
        behind.insert(gradient);
      for (size_t i = 0; i < behind.size(); ++i) {
        Operation *op = behind[i].getDefiningOp();
        if (isa_and_present<train::GradientOp>(op))
          gradients.insert(behind[i]);
        else if (op)
          behind.insert_range(op->getOperands());
      }
      if (gradients.empty())
        gradients.insert_range(apply.getGradients());
      found.insert_range(gradients);
    }
    llvm::StringMap<unsigned> taken;
    for (Value value : found) {
      std::string name = nameOf(value) + ".gradient";
      if (unsigned count = taken[name]++)
        name += std::to_string(count + 1);
      handed.push_back({value, name});
    }
  }

  /// Of the variable that a gradient belongs to.
  std::string nameOf(Value value) {
    Value of = value;
    if (auto gradient = value.getDefiningOp<train::GradientOp>())
      of = gradient.getWrt()[cast<OpResult>(value).getResultNumber()];
    else
      for (OpOperand &use : value.getUses())
        if (auto apply = dyn_cast<train::ApplyOp>(use.getOwner()))
          for (auto [weight, gradient] : llvm::zip(apply.getWeights(), apply.getGradients()))
            if (gradient == value)
              of = weight;
    while (Operation *op = of.getDefiningOp()) {
      if (op->getNumOperands() != 1)
        return "update";
      of = op->getOperand(0);
    }
    return function.getArgName(cast<BlockArgument>(of).getArgNumber()).str();
  }

  void addDependent(Value value) {
    if (!dependent.insert(value).second)
      return;
    // A body of a loop makes the loop's results depend on it.
    for (Operation *user : value.getUsers())
      for (Value result : body.findAncestorOpInBlock(*user)->getResults())
        addDependent(result);
  }

  LogicalResult checkSplits() {
    for (auto gradient : function.getOps<train::GradientOp>())
      if (dependent.contains(gradient.getLoss()) ||
          llvm::any_of(gradient.getWrt(), [&](Value value) { return dependent.contains(value); }))
        return gradient.emitOpError() << "is taken of what an update in '@" << function.getSymName()
                                      << "' has changed, and a step of several processes has one update; "
                                         "give this one a function of "
                                         "its own, and let a plan call both";
    Operation *end = body.getTerminator();
    const size_t outputs = end->getNumOperands() - stateNames(function, kStateResults).size();
    for (size_t i = 0; i < outputs; ++i)
      if (dependent.contains(end->getOperand(i)))
        return function.emitOpError() << "returns '" << function.getResultName(i)
                                      << "', which depends on the update, and a step of several processes "
                                         "returns what it is before; "
                                         "return it from a function of its own";
    return success();
  }

  /// Next versions that are updates; all others are handed over, and become so by the update.
  void sortResults() {
    Operation *end = body.getTerminator();
    const SmallVector<StringRef> states = stateNames(function, kStateResults);
    const size_t outputs = end->getNumOperands() - states.size();
    for (size_t i = 0; i < outputs; ++i)
      returned.push_back({end->getOperand(i), function.getResultName(i).str()});
    SymbolTable symbols(function->getParentOp());
    for (auto [name, value] : llvm::zip_equal(states, end->getOperands().drop_front(outputs))) {
      auto variable = symbols.lookup<VariableOp>(name);
      updated.emplace_back(name, value);
      // What an optimizer counts may depend on nothing else.
      if (!dependent.contains(value) && variable.getRole() != VariableRole::optimizer)
        next.push_back({value, (name + ".next").str()});
    }
  }

  LogicalResult write() {
    const std::string name = function.getSymName().str();
    const std::string first = name + kGradientsSuffix.str(), second = name + kUpdateSuffix.str();
    for (const std::string &each : {first, second})
      if (Operation *other = SymbolTable::lookupSymbolIn(function->getParentOp(), each))
        return other->emitOpError() << "has the name that a half of '@" << name
                                    << "' gets in a step of several processes; give it another name";
    Half gradients(function, first), update(function, second);
    llvm::append_range(returned, handed);
    llvm::append_range(returned, next);
    for (const Handed &each : handed)
      update.take(each, /*replacesUses=*/true);
    for (const Handed &each : next)
      update.take(each, /*replacesUses=*/false);
    gradients.finish(returned, {});
    update.finish({}, updated);
    if (failed(checkUpdate(update.function)))
      return failure();
    function.erase();
    return success();
  }

  /// It runs on every rank alike, so it must not see the rank's part of the data.
  LogicalResult checkUpdate(FuncOp update) {
    const size_t inputs = update.getBody().getNumArguments() - stateNames(update, kStateArguments).size();
    for (BlockArgument argument : update.getBody().getArguments().take_front(inputs)) {
      const StringRef name = update.getArgName(argument.getArgNumber());
      const bool isHanded = llvm::any_of(llvm::concat<Handed>(handed, next),
                                         [&](const Handed &each) { return each.name == name; });
      if (!isHanded && cast<nn::SizedTensorType>(argument.getType()).getRank() != 0)
        return function.emitOpError() << "has an update that depends on its input '" << name
                                      << "', of which each of several processes has another part; let it "
                                         "depend on gradients, variables "
                                         "and scalars alone";
    }
    return success();
  }

  FuncOp function;
  Block &body;
  SmallVector<Handed> handed, returned, next;
  SmallVector<std::pair<StringRef, Value>> updated;
  llvm::DenseSet<Value> dependent;
};

struct SplitSteps : impl::SplitStepsBase<SplitSteps> {
  void runOnOperation() override {
    for (FuncOp function : llvm::make_early_inc_range(getOperation().getOps<FuncOp>()))
      if (function.isPublic() && failed(Split(function).run()))
        return signalPassFailure();
  }
};
} // namespace
} // namespace dlc
