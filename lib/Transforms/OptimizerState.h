// The variables behind train.minimize and train.update: which ones they train, and which remember for them.
// Shared by the passes that must agree on it: the one that writes initialisers, and the one that turns state
// into values.
#pragma once

#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {
/// The variables that the op trains, in the order of the module: those that it names, or the parameters that
/// its loss is computed from. An error if there is none.
mlir::FailureOr<llvm::SmallVector<nn::VariableOp>> trainedVariables(mlir::Operation *op);

class OptimizerState {
public:
  /// Variables that are always updated together. Each weight has as many states as the optimizer has names
  /// for, side by side; `step` is null where the optimizer does not count.
  struct Group {
    llvm::SmallVector<nn::VariableOp> weights, states;
    nn::VariableOp step;
  };

  /// Finds the optimizers' variables of a module whose calls are inlined, and creates what is missing behind
  /// its other variables, so that these keep their places.
  static mlir::FailureOr<OptimizerState> declare(mlir::ModuleOp module);

  /// What a train.minimize or train.update works on.
  llvm::ArrayRef<Group> groups(mlir::Operation *op) const { return byOp.find(op)->second; }

private:
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<Group>> byOp;
};
} // namespace dlc
