// TensorProto as MLIR's elements: raw bytes, typed fields, external data.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"

#include <string>

namespace onnx {
class TensorProto;
class SparseTensorProto;
} // namespace onnx

namespace dlc::importer {

/// The element type of a TensorProto.DataType; refuses those that nn has not, by name.
mlir::Type elementTypeOf(mlir::MLIRContext *context, int32_t dataType);
/// "float16", "string", …
std::string nameOfDataType(int32_t dataType);

/// Of integers of which a byte holds several: uint4, int4, uint2 and int2; 0 for all other types.
unsigned packedBitsOf(int32_t dataType);

/// Refuses tensors whose data are not as many as their shape says, or that no memory holds.
/// Packed integers become integers of 8 bits. `rawData`, unless empty, is read instead of the tensor's own.
mlir::DenseElementsAttr valueOf(mlir::MLIRContext *context, const ::onnx::TensorProto &tensor,
                                const std::string &folder, llvm::StringRef rawData = {});
mlir::DenseElementsAttr valueOf(mlir::MLIRContext *context, const ::onnx::SparseTensorProto &tensor,
                                const std::string &folder);

} // namespace dlc::importer
