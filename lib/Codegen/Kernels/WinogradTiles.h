// How images are cut into tiles of outputs, and the factors that tiles give to products.
#pragma once

#include "Codegen/Kernels/Winograd.h"

namespace dlc::codegen::winograd {
/// Tiles that one task multiplies, if there are as many: its products stay in the second cache, and a panel
/// of transformed weights that streams through it is used as often.
constexpr int64_t tilesOfTask = 48;

/// Images are cut into strips of tiles, below each other and, where rows are long, beside each other; strips
/// are counted over images. A block of them is worked on at a time.
struct Tiling {
  Filtering filtering;
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

/// [n², tiles of a block, phases · channels]: what transformInputs or transformGradients makes of images [N,
/// C, H, W].
class TileFactors {
public:
  /// Of a convolution's inputs. `spare`: tiles that may be read behind the last one.
  static TileFactors ofInputs(TileBuilder &b, const Tiling &tiling, const Window &window, mlir::Value images,
                              int64_t spare);
  /// Of the gradients of its outputs.
  static TileFactors ofGradients(TileBuilder &b, const Tiling &tiling, mlir::Value images);

  /// Transforms vectors of channels of a block that begins at strip `first`, on all threads.
  void fill(mlir::Value first, mlir::Value strips);
  /// The factors of product `p`: `tiles` × `channels` of them.
  mlir::Value part(mlir::Value p, mlir::Value tile, mlir::Value channel, mlir::OpFoldResult tiles,
                   mlir::OpFoldResult channels);

private:
  /// A tile is `extent` × `extent` pixels, `stride` pixels of the image from each other; the first one is
  /// `top` rows above and `left` columns before the image.
  TileFactors(TileBuilder &b, const Tiling &tiling, mlir::Value images, int64_t extent, int64_t stride,
              int64_t top, int64_t left, int64_t spare);
  /// `channel`: of all phases' channels.
  void fillStrip(mlir::Value first, mlir::Value strip, mlir::Value channel);
  /// Pixels of a row from `column` on, `stride` apart.
  mlir::Value load(mlir::Value image, mlir::Value channel, mlir::Value row, mlir::Value column);

  TileBuilder &b;
  const Tiling &tiling;
  mlir::Value images, factors;
  mlir::Type element;
  int64_t channels, extent, stride, top, left; ///< channels: of an image
};
} // namespace dlc::codegen::winograd
