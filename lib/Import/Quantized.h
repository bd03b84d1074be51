// Quantized numbers in floating point, which several rules are made of.
#pragma once

#include "Import/Node.h"

namespace dlc::importer {

/// round(x / scale) + zero, within the type; floats are rounded by the type alone. `zero` may be null.
mlir::Value quantized(Emit &e, mlir::Value x, mlir::Value scale, mlir::Value zero, mlir::Type element,
                      bool saturates = true, unsigned packedBits = 0);

/// (x - zero) · scale, of inputs by their numbers, in the type of the scale. One of either for each index of
/// an axis is along `axis`.
mlir::Value dequantized(Node &node, size_t x, size_t scale, size_t zero, int64_t axis = 0);

/// Numbers of ui8, and the scale and the zero point (ui8 too) with which they are as precise as the range of
/// x lets them be; 0 is among them.
struct DynamicallyQuantized {
  mlir::Value numbers, scale, zero;
};
DynamicallyQuantized dynamicallyQuantized(Emit &e, mlir::Value x);

/// Rules that two domains share.
void quantizeLinear(Node &node);
void dequantizeLinear(Node &node);

} // namespace dlc::importer
