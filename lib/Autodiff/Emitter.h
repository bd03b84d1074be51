// What derivative rules write nn ops with: short names, scalars that broadcast, and the undoing of
// broadcasts.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"

namespace dlc::autodiff {
class Emitter {
public:
  Emitter(mlir::OpBuilder &builder, const llvm::DenseSet<mlir::Value> &active)
      : builder(builder), location(builder.getUnknownLoc()), active(active) {}

  void setLocation(mlir::Location newLocation) { location = newLocation; }
  /// Whether the adjoint of `value` is asked for: it depends on a value to differentiate with respect to.
  bool wants(mlir::Value value) const { return value && active.contains(value); }

  template <typename Op, typename... Args> Op create(Args &&...args) {
    return Op::create(builder, location, std::forward<Args>(args)...);
  }
  /// The first result of an op whose type is inferred.
  template <typename Op, typename... Args> mlir::Value make(Args &&...args) {
    return create<Op>(std::forward<Args>(args)...)->getResult(0);
  }
  /// An elementwise op of one operand.
  template <typename Op> mlir::Value unary(mlir::Value input) {
    return make<Op>(mlir::TypeRange{input.getType()}, mlir::ValueRange{input},
                    llvm::ArrayRef<mlir::NamedAttribute>{});
  }

  mlir::Value add(mlir::Value lhs, mlir::Value rhs) { return make<nn::AddOp>(lhs, rhs); }
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs) { return make<nn::SubOp>(lhs, rhs); }
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) { return make<nn::MulOp>(lhs, rhs); }
  mlir::Value div(mlir::Value lhs, mlir::Value rhs) { return make<nn::DivOp>(lhs, rhs); }
  mlir::Value neg(mlir::Value input) { return unary<nn::NegOp>(input); }
  mlir::Value compare(nn::ComparePredicate predicate, mlir::Value lhs, mlir::Value rhs) {
    return make<nn::CompareOp>(predicate, lhs, rhs);
  }
  mlir::Value where(mlir::Value condition, mlir::Value lhs, mlir::Value rhs) {
    return make<nn::WhereOp>(condition, lhs, rhs);
  }

  /// A constant of rank 0 with the element type of `like`: it broadcasts against everything.
  mlir::Value scalar(double value, mlir::Value like);
  /// Zero of the type. With a batch it is an expanded scalar: a product with zero would keep NaN and
  /// infinity.
  mlir::Value zeros(mlir::RankedTensorType type);
  mlir::Value reduceSum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool keepdims = false);
  mlir::Value reduceMean(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool keepdims = false);
  /// The number of elements over axes, as a scalar of the element type of `like`.
  mlir::Value size(mlir::Value input, std::optional<llvm::ArrayRef<int64_t>> axes, mlir::Value like);
  /// `input` itself where the type is its own already; the same for expand.
  mlir::Value reshape(mlir::Value input, mlir::RankedTensorType type);
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value expand(mlir::Value input, mlir::RankedTensorType type);
  /// The adjoint of a broadcast from `type`: the sum over what was repeated.
  mlir::Value unbroadcast(mlir::Value adjoint, mlir::Type type);

private:
  mlir::OpBuilder &builder;
  mlir::Location location;
  const llvm::DenseSet<mlir::Value> &active;
};
} // namespace dlc::autodiff
