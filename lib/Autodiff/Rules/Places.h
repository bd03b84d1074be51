// The two ways in which ops index by values, under one interface: elements along an axis (gather_elements,
// scatter_elements), and slices by rows of indices (gather_nd, scatter_nd).
#pragma once

#include "Autodiff/Emitter.h"

namespace dlc::autodiff {
/// Elements: indices and updates have one shape.
struct ByElement {
  mlir::Value indices;
  mlir::IntegerAttr axis;

  mlir::Value read(mlir::Value data, Emitter &emit) const;
  mlir::Value write(mlir::Value data, mlir::Value updates, nn::ScatterReduction reduction,
                    Emitter &emit) const;
  /// Of updates that replace what is there: whether they stay, as an i1 tensor that broadcasts against the
  /// updates. Where several have one index the last one does. Null if all indices are known to differ.
  mlir::Value isLast(dlc::nn::SizedTensorType data, Emitter &emit) const;
};

/// Slices: the last dimension of the indices is a row, which names a slice of the data.
struct BySlice {
  mlir::Value indices;
  mlir::IntegerAttr batchDims;

  mlir::Value read(mlir::Value data, Emitter &emit) const;
  mlir::Value write(mlir::Value data, mlir::Value updates, nn::ScatterReduction reduction,
                    Emitter &emit) const;
  /// As ByElement::isLast.
  mlir::Value isLast(dlc::nn::SizedTensorType data, Emitter &emit) const;
};
} // namespace dlc::autodiff
