// The reverse walk over the ops of one block: from the adjoints of some values to those of the values that
// they are computed from. Op by op backwards: then all uses of a value have added to its adjoint before the
// op that makes it is reached. An op without a rule is replaced by its decomposition, whose ops are visited
// instead.
#pragma once

#include "Autodiff/Emitter.h"

namespace dlc::autodiff {
/// The float values of the block in front of `end` whose derivative with respect to `sources` may differ from
/// zero.
llvm::DenseSet<mlir::Value> dependents(mlir::ValueRange sources, mlir::Operation *end);

bool isFloat(mlir::Value value);

class ReverseWalk {
public:
  /// Over what lies in front of `end`; what it writes is written at `builder`. `request` asks for the
  /// derivative; `goal` is what the walk starts from, in words: empty for the second walk of forward mode.
  ReverseWalk(mlir::OpBuilder &builder, mlir::Operation *end, mlir::Operation *request, mlir::ValueRange wrt,
              llvm::StringRef goal);

  bool wants(mlir::Value value) const { return emit.wants(value); }
  Emitter &emitter() { return emit; }

  /// Adds to the adjoint that a value has at the start.
  void start(mlir::Value value, mlir::Value adjoint) {
    if (wants(value))
      contribute(value, adjoint);
  }

  /// Fails, after it has said so of every op on the way, where a rule is missing.
  mlir::LogicalResult run();

  /// After the walk. Null: zero.
  mlir::Value adjointOf(mlir::Value value) const { return adjoints.lookup(value); }
  mlir::Value adjointOrZeros(mlir::Value value);

private:
  void contribute(mlir::Value value, mlir::Value contribution);
  bool isOnTheWay(mlir::Operation *op);
  mlir::Operation *decomposed(mlir::Operation *op);
  void replace(mlir::Operation *op, mlir::ValueRange values);
  mlir::Operation *visit(mlir::Operation *op);
  mlir::Operation *giveUp(mlir::Operation *op);
  void reportMissing(mlir::Operation *op);

  mlir::Operation *last, *end, *request;
  llvm::SmallVector<mlir::Value> wrt;
  llvm::StringRef goal;
  llvm::DenseSet<mlir::Value> active; // values whose adjoint is wanted
  Emitter emit;
  llvm::DenseMap<mlir::Value, mlir::Value> adjoints;
  bool isComplete = true; ///< every op on the way had a rule
};
} // namespace dlc::autodiff
