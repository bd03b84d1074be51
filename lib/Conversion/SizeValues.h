// Where a size is a number of the program: the values of sizes that are expressions, for code that allocates
// and loops.
#pragma once

#include "NN/NN.h"

namespace dlc {
/// Writes code that computes sizes at an insertion point of a function. A named size is the function's
/// argument of that name, or the size of an operand or an argument that has it.
class SizeValues {
public:
  /// `sources` are tensors that may tell a size, the operands of an op, say; they are asked first.
  SizeValues(mlir::OpBuilder &b, mlir::Location loc, mlir::Operation *op, mlir::ValueRange sources)
      : b(b), loc(loc), op(op), sources(sources) {}

  /// Whether there is something that tells every name in the size.
  bool knows(int64_t size);
  /// The size, of type index. It must be known.
  mlir::Value of(int64_t size);
  /// The same as an attribute, if the size is a number.
  mlir::OpFoldResult fold(int64_t size);
  llvm::SmallVector<mlir::OpFoldResult> fold(llvm::ArrayRef<int64_t> sizes);
  /// The dynamic sizes of a tensor, in order.
  llvm::SmallVector<mlir::Value> dynamicSizes(mlir::RankedTensorType type);

private:
  /// The index argument of that name, or a tensor's dimension of that size; null if there is none.
  mlir::Value find(int64_t size, bool create = true, bool *found = nullptr);

  mlir::OpBuilder &b;
  mlir::Location loc;
  mlir::Operation *op;
  mlir::ValueRange sources;
};
} // namespace dlc
