// Sizes as code.
#pragma once

#include "NN/NNSizes.h"

#include "mlir/IR/Builders.h"

namespace dlc::nn {
/// Writes code that computes a size, of type index. `named` gives the value of a named size; `multiply`
/// writes a product, by default one that may exceed 64 bits.
mlir::Value emitSize(mlir::OpBuilder &b, mlir::Location loc, int64_t size,
                     llvm::function_ref<mlir::Value(llvm::StringRef)> named,
                     llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> multiply = {});
} // namespace dlc::nn
