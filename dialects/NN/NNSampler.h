// Elements of images between pixels, at places that are data.
#pragma once

#include "NN/NNComposer.h"

namespace dlc::nn {

/// Reads an image [N, C, sizes…] at coordinates, of which each is a tensor [N, places…]. Its sizes must be
/// static.
class Sampler {
public:
  /// `alignCorners` says where -1 and 1 of a grid are, and an image is reflected: in the middle of the
  /// outermost elements, or at their outer edge.
  Sampler(Composer &compose, mlir::Value image, SamplePadding padding, bool alignCorners);

  /// From -1 … 1, as grids have them, to places along spatial dimension `d`, which count elements.
  mlir::Value denormalized(mlir::Value grid, int64_t d);
  /// At places, one tensor for each spatial dimension: [N, places…, C].
  mlir::Value sample(llvm::ArrayRef<mlir::Value> places, ResizeMode mode);

private:
  mlir::Value inside(mlir::Value place, int64_t d);
  mlir::Value read(llvm::ArrayRef<mlir::Value> places, mlir::Value weight);

  Composer &compose;
  llvm::SmallVector<int64_t> sizes; ///< spatial ones
  SamplePadding padding;
  bool alignCorners;
  mlir::Value rows; ///< channels last, so that a place names a row
};

} // namespace dlc::nn
