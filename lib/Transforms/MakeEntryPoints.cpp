// Writes the functions that a compiled model has beside those of its text. In: a module without calls but of
// shared functions. Out: its entry points, and what they share. On nn with named variables, because there a
// variable can still be created, and a training step is its loss and one op.
#include "Transforms/MakeEntryPoints.h"
#include "Transforms/Passes.h"

#include "NN/NNShared.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
#define GEN_PASS_DEF_MAKEENTRYPOINTS
#include "Transforms/Passes.h.inc"

namespace {
constexpr llvm::StringLiteral kLoss = "loss", kTrainStep = "train_step", kEvaluate = "evaluate",
                              kInit = "init", kResetOptimizer = "reset_optimizer", kGradient = "gradient",
                              kLearningRate = "learning_rate";

bool hasUpdate(FuncOp function) {
  return llvm::any_of(function.getOps(),
                      [](Operation &op) { return isa<train::MinimizeOp, train::UpdateOp>(op); });
}

class MakeEntryPoints : public impl::MakeEntryPointsBase<MakeEntryPoints> {
public:
  using MakeEntryPointsBase::MakeEntryPointsBase;

private:
  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

  LogicalResult run() {
    ModuleOp module = getOperation();
    if (failed(checkCalls()) || failed(checkNames()))
      return failure();
    for (FuncOp function : module.getOps<FuncOp>())
      given.insert({function.getSymName(), function.isPrivate()});
    for (FuncOp function : llvm::make_early_inc_range(module.getOps<FuncOp>()))
      if (function.isPrivate() && function.getSymName() != kLoss && !function->hasAttr(kShared))
        function.erase();

    FuncOp loss = find(kLoss);
    if (mode != EntryPointMode::predict && failed(addFromLoss(loss)))
      return failure();
    if (loss)
      loss.erase();
    for (FuncOp function : module.getOps<FuncOp>()) {
      resolveTraining(function, /*training=*/false);
      skipDropouts(function);
    }
    if (mode == EntryPointMode::train) {
      // Now, because @init and @reset_optimizer write them.
      FailureOr<OptimizerState> optimizers = OptimizerState::declare(module);
      if (failed(optimizers))
        return failure();
      readAverages(module, *optimizers);
      if (!find(kResetOptimizer))
        addOptimizerReset(module);
    } else {
      dropLearning();
      if (failed(renameToAverages(module, averaged)))
        return failure();
    }
    if (!find(kInit))
      addInitializer(module);
    if (failed(keepEntries()))
      return failure();
    eraseUncalled();
    return success();
  }

  static bool isEntry(FuncOp function) { return function.isPublic() && !function->hasAttr(kShared); }

  /// Of a function of the module, since one expects it to be one.
  StringRef whyNoEntry(StringRef name) const {
    const auto function = given.find(name);
    if (function == given.end())
      return "";
    if (name == kLoss)
      return ": '@loss' is the function of which 'evaluate' and 'train_step' are made";
    return function->second ? ": the function of that name is private, so that only others call it"
                            : ": the function of that name learns, and is one only in training";
  }

  /// Of the entry points, those that are asked for, and those that give variables their initial values.
  LogicalResult keepEntries() {
    if (entries.empty())
      return success();
    auto functions = llvm::make_filter_range(getOperation().getOps<FuncOp>(), isEntry);
    for (const std::string &name : entries)
      if (llvm::none_of(functions, [&](FuncOp function) { return function.getSymName() == name; })) {
        // No place in the module is to blame.
        InFlightDiagnostic diagnostic = emitError(UnknownLoc::get(&getContext()));
        diagnostic << "program '" << getOperation().getName().value_or("") << "' has no entry '" << name
                   << "'" << whyNoEntry(name) << "; it has ";
        llvm::interleave(
            functions, [&](FuncOp function) { diagnostic << function.getSymName(); },
            [&] { diagnostic << ", "; });
        return diagnostic;
      }
    for (FuncOp function : llvm::make_early_inc_range(getOperation().getOps<FuncOp>()))
      if (isEntry(function) && !llvm::is_contained(entries, function.getSymName()) &&
          function.getSymName() != kInit && function.getSymName() != kResetOptimizer)
        function.erase();
    return success();
  }

  FuncOp find(StringRef name) { return getOperation().lookupSymbol<FuncOp>(name); }

  /// Shared functions that only those called which are not there any more.
  void eraseUncalled() {
    SymbolTable symbols(getOperation());
    SmallVector<FuncOp> functions(getOperation().getOps<FuncOp>());
    llvm::DenseSet<Operation *> called;
    for (FuncOp function : llvm::reverse(functions)) { // callers first
      if (function->hasAttr(kShared) && !called.contains(function)) {
        function.erase();
        continue;
      }
      function.walk([&](CallOp call) { called.insert(symbols.lookup(call.getCallee())); });
    }
  }

  LogicalResult checkCalls() {
    SymbolTable symbols(getOperation());
    return failure(getOperation()
                       .walk([&](CallOp call) {
                         if (symbols.lookup(call.getCallee())->hasAttr(kShared))
                           return WalkResult::advance();
                         call.emitOpError()
                             << "must be inlined before entry points are made; run nn-inline-calls first";
                         return WalkResult::interrupt();
                       })
                       .wasInterrupted());
  }

  LogicalResult checkNames() {
    for (StringRef name : {kLoss, kTrainStep, kEvaluate, kInit, kResetOptimizer, kGradient})
      if (Operation *symbol = getOperation().lookupSymbol(name); symbol && !isa<FuncOp>(symbol))
        return symbol->emitOpError() << "is named '@" << name
                                     << "', which is the name of a function of every model; "
                                     << "give it another name";
    return success();
  }

  LogicalResult addFromLoss(FuncOp loss) {
    if (loss && hasUpdate(loss))
      return loss.emitOpError()
             << "updates variables, but '@loss' only computes what is minimised; move that to "
                "a '@train_step'";
    FuncOp trainStep = find(kTrainStep);
    bool train = mode == EntryPointMode::train;
    if (train && failed(checkTraining(loss, trainStep)))
      return failure();
    if (!train && !loss && !find(kEvaluate))
      return getOperation().emitError()
             << "has nothing to evaluate: write an nn.func '@loss', whose arguments are the "
                "inputs and whose first result is the loss, or an '@evaluate'";
    if (train)
      for (FuncOp function : getOperation().getOps<FuncOp>())
        if (!function.getOps<train::MinimizeOp>().empty() &&
            failed(enterTraining(function, /*strict=*/false)))
          return failure();
    if (loss && !find(kEvaluate)) {
      FuncOp evaluate = copyOf(loss, kEvaluate);
      resolveTraining(evaluate, /*training=*/false);
      discardAssignments(evaluate);
    }
    if (train && gradient && failed(addGradient(loss)))
      return failure();
    return train && !trainStep && !optimizer.empty() ? addTrainStep(loss) : success();
  }

  LogicalResult checkTraining(FuncOp loss, FuncOp trainStep) {
    if (trainStep) {
      if (gradient && !loss)
        return trainStep.emitOpError("says how the module learns, but '@gradient' is made from a '@loss'");
      if (optimizer.empty())
        return gradient ? checkLoss(loss) : success();
      return trainStep.emitOpError()
             << "is the module's own and says itself how it learns; remove it, or leave out "
             << "the optimizer " << optimizer;
    }
    // Other functions may say themselves how they learn.
    auto functions = getOperation().getOps<FuncOp>();
    auto learning = llvm::find_if(functions, hasUpdate);
    bool learns = learning != functions.end();
    if (!loss && learns && optimizer.empty() && !gradient)
      return success();
    if (!loss && learns && !optimizer.empty())
      return (*learning).emitOpError()
             << "says itself how it learns, and there is no '@loss' to make a '@train_step' from: leave out "
             << "the optimizer " << optimizer;
    if (!loss)
      return getOperation().emitError()
             << "has nothing to learn from: write an nn.func '@loss', whose arguments are the "
                "inputs and whose first result is the loss, or a '@train_step'";
    if (optimizer.empty() && !gradient)
      return learns ? success()
                    : loss.emitOpError(
                          "needs an optimizer for the '@train_step' that is made from it, such as adam");
    return checkLoss(loss);
  }

  LogicalResult checkLoss(FuncOp loss) {
    if (loss.getResultTypes().empty())
      return loss.emitOpError(
          "has no result, but its first one must be the loss, a tensor of f32 or f64 of rank 0");
    if (!train::isScalar(loss.getResultTypes().front()))
      return loss.emitOpError()
             << "must have the loss as first result, a tensor of f32 or f64 of rank 0, but '"
             << loss.getResultName(0) << "' is " << loss.getResultTypes().front();
    if (llvm::is_contained(loss.getArgNames().getAsValueRange<StringAttr>(), kLearningRate))
      return loss.emitOpError() << "has an argument '" << kLearningRate
                                << "', and so will '@train_step'; give it another name";
    return success();
  }

  FuncOp copyOf(FuncOp function, StringRef name) {
    FuncOp copy = function.clone();
    copy.setSymName(name);
    copy.setPublic();
    getOperation().push_back(copy);
    return copy;
  }

  static LogicalResult enterTraining(FuncOp function, bool strict) {
    resolveTraining(function, /*training=*/true);
    return failure(failed(trainBatchNorms(function, strict)) || failed(trainDropouts(function)));
  }

  LogicalResult addGradient(FuncOp loss) {
    if (find(kGradient))
      return success();
    FuncOp function = copyOf(loss, kGradient);
    resolveTraining(function, /*training=*/false);
    return failure(failed(trainBatchNorms(function, /*strict=*/true)) || failed(returnGradients(function)));
  }

  LogicalResult addTrainStep(FuncOp loss) {
    FailureOr<Attribute> parsed =
        train::parseOptimizer(optimizer, &getContext(), [&] { return emitError(loss.getLoc()); });
    if (failed(parsed))
      return failure();
    FuncOp step = copyOf(loss, kTrainStep);
    if (failed(enterTraining(step, /*strict=*/true)))
      return failure();
    Block &body = step.getBody().front();
    ImplicitLocOpBuilder builder(step.getLoc(), body.getTerminator());
    Value rate = body.addArgument(nn::SizedTensorType::get({}, builder.getF32Type()), step.getLoc());
    SmallVector<Attribute> names(step.getArgNames().getValue());
    names.push_back(builder.getStringAttr(kLearningRate));
    step.setArgNamesAttr(builder.getArrayAttr(names));
    step.setFunctionType(builder.getFunctionType(body.getArgumentTypes(), step.getResultTypes()));
    train::MinimizeOp::create(builder, body.getTerminator()->getOperand(0), rate, *parsed, ArrayAttr());
    return success();
  }

  // Functions that update variables, and what only they remember.
  void dropLearning() {
    for (FuncOp function : llvm::make_early_inc_range(getOperation().getOps<FuncOp>()))
      if (function.getSymName() == kTrainStep || hasUpdate(function))
        function.erase();
    // Reads, assignments, and the attributes of functions whose state has become values.
    for (VariableOp variable : llvm::make_early_inc_range(getOperation().getOps<VariableOp>()))
      if (variable.getRole() == VariableRole::optimizer &&
          SymbolTable::symbolKnownUseEmpty(variable, getOperation()))
        variable.erase();
  }

  llvm::StringMap<bool> given; ///< functions of the module by name, before any is erased: if it is private
};
} // namespace
} // namespace dlc
