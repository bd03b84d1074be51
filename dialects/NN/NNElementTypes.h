// The element types of tensors (dlc/element_types.def) as MLIR types.
#pragma once

#include "NN/NN.h"
#include "dlc/ElementType.h"

namespace dlc::nn {
mlir::Type elementType(mlir::MLIRContext *context, DType type);
/// Nothing for types that are none of the list.
std::optional<DType> dtypeOf(mlir::Type element);

bool isOfClass(DType type, ElementClass elements);
/// "f32, f64, bf16, f16, f8E4M3FN or f8E5M2".
std::string listOf(ElementClass elements);
} // namespace dlc::nn
