// Averages of weights in the functions that use a network rather than train it.
#include "Transforms/MakeEntryPoints.h"

#include "NN/NNExpression.h"

using namespace mlir;
using namespace dlc::nn;

namespace dlc {
// The reads of `weight` that see it as it was left by training.
static SmallVector<ReadOp> readsOf(FuncOp function, VariableOp weight) {
  for (AssignOp assign : function.getOps<AssignOp>())
    if (assign.getVariable() == weight.getSymName())
      return {};
  SmallVector<ReadOp> reads;
  for (ReadOp read : function.getOps<ReadOp>())
    if (read.getVariable() == weight.getSymName())
      reads.push_back(read);
  return reads;
}

static bool learns(FuncOp function) {
  return !function.getOps<train::MinimizeOp>().empty() || !function.getOps<train::UpdateOp>().empty();
}

void readAverages(ModuleOp module, const OptimizerState &optimizers) {
  for (const OptimizerState::Update &update : optimizers.updates()) {
    if (!update.averageSteps)
      continue;
    for (FuncOp function : module.getOps<FuncOp>()) {
      // @gradient is a step that somebody else makes.
      if (learns(function) || function.getSymName() == "gradient")
        continue;
      for (auto [weight, average] : llvm::zip_equal(update.weights(), update.averages))
        for (ReadOp read : readsOf(function, weight)) {
          ImplicitLocOpBuilder builder(read.getLoc(), function.getContext());
          builder.setInsertionPointAfter(read);
          auto expression = [&](VariableOp variable) {
            return Expression(builder, ReadOp::create(builder, variable.getType(), variable.getSymName()));
          };
          // Before the first step, and in a model that was trained without, there is none.
          Expression isThere = expression(update.averageSteps) > 0;
          Expression narrow = expression(average).as(getElementTypeOrSelf(read.getType()));
          Value chosen = where(isThere, narrow, Expression(builder, read)).getValue();
          read.getResult().replaceAllUsesExcept(chosen, chosen.getDefiningOp());
        }
    }
  }
}

// An average is kept in the type that updates are computed in, and rounded where it is read.
static void widen(VariableOp weight, ModuleOp module) {
  nn::SizedTensorType narrow = cast<nn::SizedTensorType>(weight.getType()),
                      wide = train::computedType(narrow);
  if (wide == narrow)
    return;
  weight.setType(wide);
  module.walk([&](ReadOp read) {
    if (read.getVariable() != weight.getSymName())
      return;
    OpBuilder builder(read->getContext());
    builder.setInsertionPointAfter(read);
    read.getResult().setType(wide);
    Value rounded = CastOp::create(builder, read.getLoc(), narrow, read);
    read.getResult().replaceAllUsesExcept(rounded, rounded.getDefiningOp());
  });
}

LogicalResult renameToAverages(ModuleOp module, ArrayRef<std::string> weights) {
  for (StringRef wanted : weights) {
    auto weight = module.lookupSymbol<VariableOp>(wanted);
    if (!weight)
      return module.emitError() << "the average of '@" << wanted
                                << "' is asked for, but there is no such variable";
    StringAttr name = StringAttr::get(module.getContext(), weight.getSymName() + ".average");
    if (Operation *other = module.lookupSymbol(name)) {
      InFlightDiagnostic error = weight.emitOpError()
                                 << "has its average in '@" << name.getValue()
                                 << "', but the module uses that name for something else";
      error.attachNote(other->getLoc()) << "it is here";
      return error;
    }
    if (failed(SymbolTable::replaceAllSymbolUses(weight, name, module)))
      return weight.emitOpError("cannot be read from its average");
    weight.setSymNameAttr(name);
    widen(weight, module);
  }
  return success();
}
} // namespace dlc
