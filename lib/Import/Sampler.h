// Elements of images between pixels, at places that are data.
#pragma once

#include "Import/Emit.h"

#include <string>

namespace dlc::importer {

/// Reads an image [N, C, sizes…] at coordinates, of which each is a tensor [N, out…]. Its sizes must be
/// static.
class Sampler {
public:
  /// Beyond the border is what `padding` says: zeros, border or reflection. The last two depend on
  /// `alignCorners`: whether the border is in the middle of the outermost pixels, or at their outer edge.
  Sampler(Emit &e, mlir::Value x, std::string padding, bool alignCorners);

  /// From -1 … 1, as grids have them, to places along spatial dimension `d`, which count pixels.
  mlir::Value denormalized(mlir::Value grid, int64_t d);
  /// At places, one tensor for each spatial dimension: [N, out…, C]. The mode is nearest, linear or cubic.
  mlir::Value sample(llvm::ArrayRef<mlir::Value> places, const std::string &mode);

private:
  mlir::Value inside(mlir::Value place, int64_t d);
  mlir::Value read(llvm::ArrayRef<mlir::Value> places, mlir::Value weight);

  Emit &e;
  Shape shape;
  std::string padding;
  bool alignCorners;
  mlir::Value rows; ///< channels last, so that a place names a row
};

} // namespace dlc::importer
