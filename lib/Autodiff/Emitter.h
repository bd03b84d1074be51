// What derivative rules write nn ops with: a Composer that knows which adjoints are asked for, and undoes
// broadcasts.
#pragma once

#include "NN/NNComposer.h"

#include "llvm/ADT/DenseSet.h"

#include <functional>

namespace dlc::autodiff {
class Emitter : public nn::Composer {
public:
  Emitter(mlir::OpBuilder &builder, const llvm::DenseSet<mlir::Value> &active, mlir::Operation *request)
      : Composer(builder, builder.getUnknownLoc()), request(request), active(active) {}

  /// Whether the adjoint of `value` is asked for: it depends on a value to differentiate with respect to.
  bool wants(mlir::Value value) const { return value && active.contains(value); }
  /// The adjoint of a broadcast from `type`: the sum over what was repeated.
  mlir::Value unbroadcast(mlir::Value adjoint, mlir::Type type);

  /// Who asks for the derivative.
  mlir::Operation *request;
  /// For rules of ops with bodies: `other`, whose first results are those of the op that the rule is applied
  /// to, takes its place. The op is erased.
  std::function<void(mlir::Operation *other)> replace;

private:
  const llvm::DenseSet<mlir::Value> &active;
};
} // namespace dlc::autodiff
