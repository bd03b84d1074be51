// Windows that slide over the spatial dimensions of [N, C, spatial…]: what the attributes of convolutions and
// of pooling say about a shape.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"

#include "llvm/ADT/SmallVector.h"

namespace dlc::nn {
/// An entry for each spatial dimension.
struct Window {
  llvm::SmallVector<int64_t> kernel, strides, dilations, before, after;
  /// How many positions the window has.
  llvm::SmallVector<int64_t> count;
  /// What `ceil_mode` added to `after`, so that a last window fits.
  llvm::SmallVector<int64_t> excess;

  int64_t rank() const { return kernel.size(); }
  /// As the attribute: in front of each dimension, then behind each.
  llvm::SmallVector<int64_t> pads() const {
    llvm::SmallVector<int64_t> result(before);
    result.append(after.begin(), after.end());
    return result;
  }
  bool hasPads() const {
    return llvm::any_of(pads(), [](int64_t pad) { return pad != 0; });
  }
  /// Null where there are none.
  mlir::DenseI64ArrayAttr padsAttr(mlir::MLIRContext *context) const {
    return hasPads() ? mlir::DenseI64ArrayAttr::get(context, pads()) : mlir::DenseI64ArrayAttr();
  }
  bool isDilated() const {
    return llvm::any_of(dilations, [](int64_t dilation) { return dilation != 1; });
  }
  /// From the first to the last element that a window covers along a dimension.
  int64_t extent(int64_t dimension) const { return dilations[dimension] * (kernel[dimension] - 1) + 1; }
};
} // namespace dlc::nn
