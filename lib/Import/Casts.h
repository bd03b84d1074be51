// Conversions between element types as ONNX has them.
#pragma once

#include "Import/Emit.h"

namespace dlc::importer {

inline bool isFloat8(mlir::Type element) {
  return llvm::isa<mlir::FloatType>(element) && element.getIntOrFloatBitWidth() == 8;
}

/// The largest number of a float of 8 bits.
inline double largestOf(mlir::Type element) {
  return llvm::APFloat::getLargest(llvm::cast<mlir::FloatType>(element).getFloatSemantics())
      .convertToDouble();
}

/// i1 is whether something is not 0. What is larger than the largest number of a float of 8 bits becomes
/// that, where it `saturates`, and else infinite or NaN.
inline mlir::Value castTo(Emit &e, mlir::Value value, mlir::Type element, bool saturates = true) {
  if (element.isInteger(1) && !elementOf(value).isInteger(1))
    return e.compare(nn::ComparePredicate::ne, value, 0);
  if (!saturates || !isFloat8(element) || elementOf(value) == element)
    return e.cast(value, element);
  if (!isFloat(value))
    value = e.cast(value, e.builder.getF64Type());
  const double largest = largestOf(element);
  value = e.typed<nn::ClipOp>(value.getType(), value, e.attrs().real("min", -largest).real("max", largest));
  return e.cast(value, element);
}

} // namespace dlc::importer
