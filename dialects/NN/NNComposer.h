// Writes nn ops in few words: what decompositions and derivative rules are written with. Numbers become
// scalars of the element type beside them, which broadcast.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/Builders.h"

namespace dlc::nn {
class Composer {
public:
  Composer(mlir::OpBuilder &builder, mlir::Location location) : builder(builder), location(location) {}

  void setLocation(mlir::Location newLocation) { location = newLocation; }

  template <typename Op, typename... Args> Op create(Args &&...args) {
    return Op::create(builder, location, std::forward<Args>(args)...);
  }
  /// The first result of an op whose type is inferred.
  template <typename Op, typename... Args> mlir::Value make(Args &&...args) {
    return create<Op>(std::forward<Args>(args)...)->getResult(0);
  }
  /// An op of one operand that keeps its type.
  template <typename Op> mlir::Value unary(mlir::Value input) {
    return make<Op>(mlir::TypeRange{input.getType()}, mlir::ValueRange{input},
                    llvm::ArrayRef<mlir::NamedAttribute>{});
  }

  // Elementwise; operands broadcast.
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) { return make<AddOp>(lhs, rhs); }
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs) { return make<SubOp>(lhs, rhs); }
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) { return make<MulOp>(lhs, rhs); }
  mlir::Value div(mlir::Value lhs, mlir::Value rhs) { return make<DivOp>(lhs, rhs); }
  mlir::Value add(mlir::Value lhs, double rhs) { return add(lhs, scalar(rhs, lhs)); }
  mlir::Value sub(mlir::Value lhs, double rhs) { return sub(lhs, scalar(rhs, lhs)); }
  mlir::Value sub(double lhs, mlir::Value rhs) { return sub(scalar(lhs, rhs), rhs); }
  mlir::Value mul(mlir::Value lhs, double rhs) { return mul(lhs, scalar(rhs, lhs)); }
  mlir::Value div(mlir::Value lhs, double rhs) { return div(lhs, scalar(rhs, lhs)); }
  mlir::Value neg(mlir::Value input) { return unary<NegOp>(input); }
  mlir::Value compare(ComparePredicate predicate, mlir::Value lhs, mlir::Value rhs) {
    return make<CompareOp>(predicate, lhs, rhs);
  }
  mlir::Value compare(ComparePredicate predicate, mlir::Value lhs, double rhs) {
    return compare(predicate, lhs, scalar(rhs, lhs));
  }
  mlir::Value where(mlir::Value condition, mlir::Value lhs, mlir::Value rhs) {
    return make<WhereOp>(condition, lhs, rhs);
  }
  mlir::Value where(mlir::Value condition, mlir::Value lhs, double rhs) {
    return where(condition, lhs, scalar(rhs, lhs));
  }
  mlir::Value where(mlir::Value condition, double lhs, mlir::Value rhs) {
    return where(condition, scalar(lhs, rhs), rhs);
  }
  /// `input` itself where it has the element type already.
  mlir::Value cast(mlir::Value input, mlir::Type element);

  // Constants.
  /// A constant of rank 0 with the element type of `like`: it broadcasts against everything.
  mlir::Value scalar(double value, mlir::Value like);
  /// One value everywhere. With a batch it is an expanded scalar: a product with it would keep NaN and
  /// infinity.
  mlir::Value filled(double value, SizedTensorType type);
  mlir::Value zeros(SizedTensorType type) { return filled(0, type); }

  // Reductions; no axes means all of them.
  template <typename Op>
  mlir::Value reduce(mlir::Value input, std::optional<llvm::ArrayRef<int64_t>> axes, bool keepdims = false) {
    return make<Op>(input, axes ? builder.getDenseI64ArrayAttr(*axes) : mlir::DenseI64ArrayAttr(),
                    keepdims ? builder.getUnitAttr() : mlir::UnitAttr());
  }
  mlir::Value reduceSum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool keepdims = false) {
    return reduce<ReduceSumOp>(input, axes, keepdims);
  }
  mlir::Value reduceMean(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool keepdims = false) {
    return reduce<ReduceMeanOp>(input, axes, keepdims);
  }
  /// The number of elements over axes, as a scalar of the element type of `like`.
  mlir::Value size(mlir::Value input, std::optional<llvm::ArrayRef<int64_t>> axes, mlir::Value like);

  // Shapes. `input` itself where the type is its own already.
  mlir::Value reshape(mlir::Value input, SizedTensorType type);
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value expand(mlir::Value input, SizedTensorType type);
  /// The elements from `start` up to and without `end` along an axis. Both are numbers, or lie a number of
  /// elements in front of the end of a dynamic size.
  mlir::Value slice(mlir::Value input, int64_t axis, int64_t start, int64_t end);
  mlir::Value transpose(mlir::Value input, llvm::ArrayRef<int64_t> perm);
  mlir::Value flip(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  mlir::Value concat(mlir::ValueRange inputs, int64_t axis);
  /// A border of zeros; widths in front of each dimension, then behind each.
  mlir::Value pad(mlir::Value input, llvm::ArrayRef<int64_t> pads);
  /// 0, 1, 2, … of the element type.
  mlir::Value range(int64_t size, mlir::Type element);

  mlir::OpBuilder &builder;

private:
  mlir::Location location;
};
} // namespace dlc::nn
