// What the lowerings share: constants, shapes with a batch, broadcasting maps, elementwise loops and
// reductions.
#pragma once

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

namespace dlc::lowering {
using Values = llvm::SmallVector<mlir::Value>;

/// What one element is: from the elements of the inputs, then of the outputs, to those of the outputs.
using Body = llvm::function_ref<Values(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

/// The type after lowering: integers have no sign of their own.
inline mlir::RankedTensorType loweredType(mlir::RankedTensorType type) {
  mlir::Type element = type.getElementType();
  return element.isUnsignedInteger()
             ? type.clone(mlir::IntegerType::get(type.getContext(), element.getIntOrFloatBitWidth()))
             : type;
}
/// The lowered type of a tensor value.
inline mlir::RankedTensorType typeOf(mlir::Value value) {
  return loweredType(llvm::cast<mlir::RankedTensorType>(value.getType()));
}
/// Whether an op must take a value for unsigned: asked of the op, since the lowered value does not tell.
inline bool isUnsigned(mlir::Value value) {
  mlir::Type element = llvm::cast<mlir::RankedTensorType>(value.getType()).getElementType();
  return element.isUnsignedInteger() || element.isInteger(1);
}

/// Whether a tensor has no elements. Such a part has no first place, and upstream's slices want one.
inline bool isEmpty(mlir::RankedTensorType type) { return llvm::is_contained(type.getShape(), 0); }

mlir::Value number(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type, double value);
/// The least value of a type: what a maximum starts from.
mlir::Value lowest(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type, bool isUnsigned = false);
/// The greatest value of a type: what a minimum starts from.
mlir::Value highest(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type, bool isUnsigned = false);
mlir::Value index(mlir::OpBuilder &b, mlir::Location loc, int64_t value);
/// Whether `value` takes the place of `best` in a search for the first maximum. A NaN is greater than all
/// else.
mlir::Value beats(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value, mlir::Value best,
                  bool isUnsigned = false);
/// The same for the first minimum: a NaN is less than all else.
mlir::Value undercuts(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value, mlir::Value best,
                      bool isUnsigned = false);

class Emitter {
public:
  Emitter(mlir::OpBuilder &b, mlir::Operation *op, mlir::ValueRange operands)
      : b(b), loc(op->getLoc()), op(op), operands(operands) {}

  /// Whether the results need no batch size or there is a tensor that tells it.
  bool knowsBatch();
  mlir::Value batch();
  mlir::Value dim(mlir::RankedTensorType type, int64_t dimension);
  mlir::Value empty(mlir::RankedTensorType type);
  mlir::Value filled(mlir::RankedTensorType type, mlir::Value scalar);
  mlir::Value zeros(mlir::RankedTensorType type) {
    return filled(type, number(b, loc, type.getElementType(), 0));
  }
  /// Elements of `type` over `axes`, as a scalar of type `as`.
  mlir::Value count(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> axes, mlir::Type as);

  mlir::ResultRange generic(mlir::ValueRange inputs, mlir::ValueRange outputs,
                            llvm::ArrayRef<mlir::AffineMap> maps,
                            llvm::ArrayRef<mlir::utils::IteratorType> iterators, Body body);
  /// One loop over `type`; inputs are broadcast to it as NumPy does.
  mlir::Value elementwise(mlir::RankedTensorType type, mlir::ValueRange inputs, Body body);
  /// The same with a map for each input.
  mlir::Value elementwise(mlir::RankedTensorType type, mlir::ValueRange inputs,
                          llvm::ArrayRef<mlir::AffineMap> maps, Body body);
  /// Reduces `input` over `axes`, which are dropped; `maps` of `more` inputs over the dimensions of `input`.
  mlir::Value reduce(mlir::Value input, llvm::ArrayRef<int64_t> axes, mlir::Value start, Body body,
                     mlir::ValueRange more = {}, llvm::ArrayRef<mlir::AffineMap> maps = {});
  mlir::Value sum(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  mlir::Value maximum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool isUnsigned = false);
  mlir::Value minimum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool isUnsigned = false);
  mlir::Value product(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  /// The same elements in row-major order; a batch, if any, leads both types.
  mlir::Value reshape(mlir::Value value, mlir::RankedTensorType type);
  /// A border of `scalar` around the last dimensions; pads are in front of each, then behind each.
  mlir::Value pad(mlir::Value value, llvm::ArrayRef<int64_t> pads, mlir::Value scalar);
  /// The part of `value` that has `type` and begins at `offsets`; without `steps`, in steps of 1.
  mlir::Value slice(mlir::Value value, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> offsets,
                    llvm::ArrayRef<int64_t> steps = {});
  /// `into`, with `part` in the place that begins at `offsets`.
  mlir::Value insert(mlir::Value part, mlir::Value into, llvm::ArrayRef<int64_t> offsets);
  /// Takes that border off again.
  mlir::Value crop(mlir::Value value, mlir::RankedTensorType type, llvm::ArrayRef<int64_t> pads);

  mlir::AffineMap identity(int64_t rank) {
    return mlir::AffineMap::getMultiDimIdentityMap(rank, b.getContext());
  }
  /// The dimensions of a loop nest of `rank` but for `axes`.
  mlir::AffineMap dropping(int64_t rank, llvm::ArrayRef<int64_t> axes);
  /// One dimension of a loop nest of `rank`.
  mlir::AffineMap only(int64_t rank, int64_t dimension);

  mlir::OpBuilder &b;
  mlir::Location loc;

private:
  /// The function's argument that is the batch, if it has one; else a tensor that tells it.
  mlir::Value batchArgument();
  template <typename Float, typename Integer>
  mlir::Value reduceWith(mlir::Value input, llvm::ArrayRef<int64_t> axes, mlir::Value start);
  llvm::SmallVector<mlir::OpFoldResult> sizes(mlir::RankedTensorType type);
  mlir::Value batchSource();

  mlir::Operation *op;
  mlir::ValueRange operands;
};
/// The type with a border around the last dimensions.
mlir::RankedTensorType paddedType(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> pads);
/// The shape without `axes`.
mlir::RankedTensorType droppedType(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> axes);
constexpr auto parallel = mlir::utils::IteratorType::parallel;
constexpr auto reduction = mlir::utils::IteratorType::reduction;
} // namespace dlc::lowering
