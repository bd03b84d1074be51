// How images are cut into tiles of 4 × 4 outputs, and the factors that tiles give to products.
#pragma once

#include "Codegen/Kernels/Winograd.h"

namespace dlc::codegen::winograd {
/// Tiles that one task multiplies, if there are as many: its products stay in the second cache, and a panel
/// of transformed weights that streams through it is used as often.
constexpr int64_t tilesOfTask = 48;

/// Images are cut into strips of tiles, below each other and, where rows are long, beside each other; strips
/// are counted over images. A block of them is worked on at a time.
struct Tiling {
  int64_t lanes;                ///< of a vector
  int64_t rows, columns, parts; ///< strips below each other, tiles of a strip, strips beside each other
  int64_t stripsOfTask, stripsOfBlock;

  /// A strip: its image, and the first row and column of its outputs.
  struct Strip {
    mlir::Value image, row, column;
  };

  /// `channels`: whose factors a block keeps at the same time, in `caches` times the second cache.
  Tiling(const Target &target, const Window &window, mlir::Type element, int64_t channels, int64_t caches);

  Strip stripAt(TileBuilder &b, mlir::Value number) const;
  int64_t tilesOfBlock() const { return stripsOfBlock * columns; }
};

/// [36, tiles of a block, channels]: what transformInputs or transformGradients makes of images [N, C, H, W].
class TileFactors {
public:
  /// A tile is `extent` × `extent` pixels, the first one `top` rows above and `left` columns before the
  /// image. `spare`: tiles that may be read behind the last one.
  TileFactors(TileBuilder &b, const Tiling &tiling, mlir::Value images, int64_t extent, int64_t top,
              int64_t left, int64_t spare);

  /// Transforms vectors of channels of a block that begins at strip `first`, on all threads.
  void fill(mlir::Value first, mlir::Value strips);
  /// The factors of product `p`: `tiles` × `channels` of them.
  mlir::Value part(mlir::Value p, mlir::Value tile, mlir::Value channel, mlir::OpFoldResult tiles,
                   mlir::OpFoldResult channels);

private:
  void fillStrip(mlir::Value first, mlir::Value strip, mlir::Value channel);

  TileBuilder &b;
  const Tiling &tiling;
  mlir::Value images, factors;
  mlir::Type element;
  int64_t channels, extent, top, left;
};
} // namespace dlc::codegen::winograd
