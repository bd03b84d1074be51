// What derivative rules write nn ops with: a Composer that knows which adjoints are asked for, and undoes
// broadcasts.
#pragma once

#include "NN/NNComposer.h"

#include "llvm/ADT/DenseSet.h"

namespace dlc::autodiff {
class Emitter : public nn::Composer {
public:
  Emitter(mlir::OpBuilder &builder, const llvm::DenseSet<mlir::Value> &active)
      : Composer(builder, builder.getUnknownLoc()), active(active) {}

  /// Whether the adjoint of `value` is asked for: it depends on a value to differentiate with respect to.
  bool wants(mlir::Value value) const { return value && active.contains(value); }
  /// The adjoint of a broadcast from `type`: the sum over what was repeated.
  mlir::Value unbroadcast(mlir::Value adjoint, mlir::Type type);

private:
  const llvm::DenseSet<mlir::Value> &active;
};
} // namespace dlc::autodiff
