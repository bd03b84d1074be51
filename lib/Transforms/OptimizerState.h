// The variables behind train.minimize and train.update: which ones they train, and which remember for them.
// Shared by the passes that must agree on it: the one that writes initialisers, and the one that turns state
// into values.
#pragma once

#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace dlc {
/// The variables that the op trains, in the order of the module: those that it names, or the parameters that
/// its loss is computed from. An error if there is none.
mlir::FailureOr<llvm::SmallVector<nn::VariableOp>> trainedVariables(mlir::Operation *op);

/// The names of the variables that `value` is computed from.
llvm::DenseSet<mlir::StringAttr> variablesBehind(mlir::Value value);

/// The parameters that `value` is computed from, in the order of the module. An error at `op` if there is
/// none.
mlir::FailureOr<llvm::SmallVector<nn::VariableOp>> parametersBehind(mlir::Value value, mlir::Operation *op);

class OptimizerState {
public:
  /// Variables of one op that are in the same group of its recipe and are always updated together. Each
  /// weight has as many states as the optimizer has, side by side; `step` is null where it does not count.
  struct Group {
    train::OptimizerInterface optimizer;
    double rate = 1, l1 = 0, l2 = 0;
    llvm::SmallVector<nn::VariableOp> weights, states;
    nn::VariableOp step;
  };

  /// What an op works on. Beside the groups what its recipe keeps: of each weight, in their order, or
  /// nothing; and of the op, or null.
  struct Update {
    train::RecipeAttr recipe;
    llvm::SmallVector<Group> groups;
    llvm::SmallVector<nn::VariableOp> accumulated, averages;
    nn::VariableOp accumulatedSteps, averageSteps, lossScale, finiteSteps;

    llvm::SmallVector<nn::VariableOp> weights() const;
    /// All of them, weights too.
    llvm::SmallVector<nn::VariableOp> variables() const;
  };

  /// Finds the optimizers' variables of a module whose calls are inlined, and creates what is missing behind
  /// its other variables, so that these keep their places.
  static mlir::FailureOr<OptimizerState> declare(mlir::ModuleOp module);

  /// What a train.minimize or train.update works on.
  const Update &of(mlir::Operation *op) const { return byOp.find(op)->second; }
  /// All of them, in the order of the module.
  auto updates() const { return llvm::make_second_range(byOp); }

private:
  llvm::MapVector<mlir::Operation *, Update> byOp;
};
} // namespace dlc
