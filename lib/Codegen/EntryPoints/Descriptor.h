// From pointers to buffers, before conversion to LLVM.
#pragma once

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::codegen {
/// A buffer at a pointer, with no offset. Sizes and strides have one i64 a dimension.
mlir::Value describeBuffer(mlir::ImplicitLocOpBuilder &b, const mlir::LLVMTypeConverter &types,
                           mlir::MemRefType type, mlir::Value pointer, mlir::ValueRange sizes,
                           mlir::ValueRange strides);
} // namespace dlc::codegen
