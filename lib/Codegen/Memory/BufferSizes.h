// The sizes of buffers as expressions over the named sizes of a function.
#pragma once

#include "Codegen/Passes.h"
#include "NN/NNSizes.h"

namespace dlc::codegen {
/// The size of an argument's dimension: a number, or what the attribute `nn.sizes` says; a dynamic size of
/// which nothing is said is the batch. Of a function whose tensors became buffers.
int64_t argumentSize(mlir::func::FuncOp function, unsigned argument, int64_t dimension);

/// The function's index argument of that name; null if there is none.
mlir::Value namedArgument(mlir::func::FuncOp function, llvm::StringRef name);

/// The size of a buffer's dimension; none if it does not follow from the function's arguments by arithmetic.
std::optional<int64_t> sizeOf(mlir::Value buffer, int64_t dimension);
/// What a value of type index is, as a size.
std::optional<int64_t> sizeOf(mlir::Value index);
} // namespace dlc::codegen
