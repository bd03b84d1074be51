// What the lowerings share: constants, sizes, broadcasting maps, elementwise loops and
// reductions.
#pragma once

#include "Conversion/SizeValues.h"
#include "NN/NN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

namespace dlc::lowering {
using Values = llvm::SmallVector<mlir::Value>;

/// What one element is: from the elements of the inputs, then of the outputs, to those of the outputs.
using Body = llvm::function_ref<Values(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;

inline bool isFloat8(mlir::Type element) {
  return llvm::isa<mlir::FloatType>(element) && element.getIntOrFloatBitWidth() == 8;
}
/// The type after lowering: integers have no sign of their own, and of floats of 8 bits, which the machine
/// cannot compute with, there are the bits.
inline nn::SizedTensorType loweredType(nn::SizedTensorType type) {
  mlir::Type element = type.getElementType();
  return element.isUnsignedInteger() || isFloat8(element)
             ? type.clone(mlir::IntegerType::get(type.getContext(), element.getIntOrFloatBitWidth()))
             : type;
}
/// The lowered type of a tensor value.
inline nn::SizedTensorType typeOf(mlir::Value value) {
  return loweredType(llvm::cast<nn::SizedTensorType>(value.getType()));
}
/// Whether an op must take a value for unsigned: asked of the op, since the lowered value does not tell.
inline bool isUnsigned(mlir::Value value) {
  mlir::Type element = llvm::cast<nn::SizedTensorType>(value.getType()).getElementType();
  return element.isUnsignedInteger() || element.isInteger(1);
}

/// Whether a tensor has no elements. Such a part has no first place, and upstream's slices want one.
inline bool isEmpty(nn::SizedTensorType type) { return llvm::is_contained(type.getShape(), 0); }

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

  /// Whether every size of the results is a number, or given by an operand or by the function's arguments.
  bool knowsSizes();
  /// A size as a value, of type index.
  mlir::Value size(int64_t size) { return sizeValues().of(size); }
  mlir::Value dim(nn::SizedTensorType type, int64_t dimension);
  llvm::SmallVector<mlir::Value> dynamicSizes(nn::SizedTensorType type) {
    return sizeValues().dynamicSizes(type);
  }
  mlir::Value empty(nn::SizedTensorType type);
  mlir::Value filled(nn::SizedTensorType type, mlir::Value scalar);
  mlir::Value zeros(nn::SizedTensorType type) {
    return filled(type, number(b, loc, type.getElementType(), 0));
  }
  /// Elements of `type` over `axes`, as a scalar of type `as`.
  mlir::Value count(nn::SizedTensorType type, llvm::ArrayRef<int64_t> axes, mlir::Type as);

  mlir::ResultRange generic(mlir::ValueRange inputs, mlir::ValueRange outputs,
                            llvm::ArrayRef<mlir::AffineMap> maps,
                            llvm::ArrayRef<mlir::utils::IteratorType> iterators, Body body);
  /// One loop over `type`; inputs are broadcast to it as NumPy does.
  mlir::Value elementwise(nn::SizedTensorType type, mlir::ValueRange inputs, Body body);
  /// The value without those dimensions, whose size is 1: a loop that reads it at the same place in each step
  /// of such a dimension then reads it as what has none, and a bias per channel looks the same in all its
  /// shapes.
  mlir::Value withoutDimensions(mlir::Value value, llvm::ArrayRef<bool> dropped);
  /// The same with a map for each input.
  mlir::Value elementwise(nn::SizedTensorType type, mlir::ValueRange inputs,
                          llvm::ArrayRef<mlir::AffineMap> maps, Body body);
  /// Reduces `input` over `axes`, which are dropped; `maps` of `more` inputs over the dimensions of `input`.
  mlir::Value reduce(mlir::Value input, llvm::ArrayRef<int64_t> axes, mlir::Value start, Body body,
                     mlir::ValueRange more = {}, llvm::ArrayRef<mlir::AffineMap> maps = {});
  mlir::Value sum(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  mlir::Value maximum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool isUnsigned = false);
  mlir::Value minimum(mlir::Value input, llvm::ArrayRef<int64_t> axes, bool isUnsigned = false);
  mlir::Value product(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  /// The same elements in row-major order.
  mlir::Value reshape(mlir::Value value, nn::SizedTensorType type);
  /// A border of `scalar` around the last dimensions; pads are in front of each, then behind each.
  mlir::Value pad(mlir::Value value, llvm::ArrayRef<int64_t> pads, mlir::Value scalar);
  /// The part of `value` that has `type` and begins at `offsets`; without `steps`, in steps of 1.
  mlir::Value slice(mlir::Value value, nn::SizedTensorType type, llvm::ArrayRef<int64_t> offsets,
                    llvm::ArrayRef<int64_t> steps = {});
  /// `into`, with `part` in the place that begins at `offsets`.
  mlir::Value insert(mlir::Value part, mlir::Value into, llvm::ArrayRef<int64_t> offsets);
  /// Takes that border off again.
  mlir::Value crop(mlir::Value value, nn::SizedTensorType type, llvm::ArrayRef<int64_t> pads);

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
  template <typename Float, typename Integer>
  mlir::Value reduceWith(mlir::Value input, llvm::ArrayRef<int64_t> axes, mlir::Value start);
  /// Where more than a leading size is dynamic, or it changes.
  mlir::Value reshapeDynamic(mlir::Value value, nn::SizedTensorType type);
  llvm::SmallVector<mlir::OpFoldResult> sizes(nn::SizedTensorType type);
  SizeValues sizeValues() { return {b, loc, op, operands}; }

  mlir::Operation *op;
  mlir::ValueRange operands;
};
/// The type with a border around the last dimensions.
nn::SizedTensorType paddedType(nn::SizedTensorType type, llvm::ArrayRef<int64_t> pads);
/// The shape without `axes`.
nn::SizedTensorType droppedType(nn::SizedTensorType type, llvm::ArrayRef<int64_t> axes);
constexpr auto parallel = mlir::utils::IteratorType::parallel;
constexpr auto reduction = mlir::utils::IteratorType::reduction;
} // namespace dlc::lowering
