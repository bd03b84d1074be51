// What depthwise convolutions read: some channels of an image, copied with their borders to the stack, where
// they stay in a core's caches; or where a row is no longer than a vector, rows in registers.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen {
/// Rows of pixels that a tile of so many rows of outputs sees, for each of which there is code; and the most
/// for which that pays.
int64_t rowsSeen(const Window &window, int64_t height);
inline constexpr int64_t mostRowsSeen = 64;

/// For each vector of pixels that `height` rows of outputs see, `vectors` side by side in a row: `load` gives
/// vector `v` of row `i`, moved to what column `kw` of the window sees, or none where all is zero; and for
/// each row of outputs that sees it, `body` gets it with that row and the index of the weight in the window.
void overPixels(const Window &window, int64_t height, int64_t vectors,
                llvm::function_ref<mlir::Value(int64_t i, int64_t v, int64_t kw)> load,
                llvm::function_ref<void(mlir::Value pixels, int64_t row, int64_t v, int64_t weight)> body);

/// Channels with their borders: rows of [phases, pitch] pixels, that a window with a stride along the row
/// reads as vectors. What lies beside an image is cleared once and stays zero.
class PaddedChannels {
public:
  /// Of an input [N, C, H, W]; the sizes of `window` are known, and its stride along rows is 1 or 2.
  PaddedChannels(TileBuilder &b, const Window &window, mlir::Value input);

  /// Of one channel.
  int64_t bytes() const { return rows * stride * pitch * element.getIntOrFloatBitWidth() / 8; }
  /// How many channels a task may have on the stack at once, where they stay in the first cache; `most` at
  /// most.
  int64_t channelsAtOnce(const Target &target, int64_t most) const {
    return std::clamp<int64_t>(std::min(target.l1Bytes, target.stackBytes) / 2 / bytes(), 1, most);
  }
  /// Memory on the stack for `count` channels.
  void allocate(TileBuilder &b, int64_t count);
  /// The same on the heap, for a number of slots that tasks share; each clears its own.
  void allocateShared(TileBuilder &b, mlir::Value count);
  void clear(TileBuilder &b, mlir::Value firstSlot, int64_t count);
  /// Where the rows of the channel at `slot` begin.
  mlir::Value firstRow(TileBuilder &b, mlir::Value slot) const { return b.mul(slot, rows); }
  /// Copies a channel of an image there.
  void fill(TileBuilder &b, mlir::Value slot, mlir::Value image, mlir::Value channel);
  /// The pixels that position `kw` of the window sees for the outputs of a row from `column` on.
  mlir::Value load(TileBuilder &b, mlir::Value row, mlir::Value column, int64_t kw);

private:
  void copy(TileBuilder &b, mlir::Value image, mlir::Value channel, mlir::Value from, mlir::Value to,
            mlir::Value column, int64_t count);
  mlir::Value everyOther(TileBuilder &b, const Values &vectors, int64_t first);

  mlir::Value input, memory;
  mlir::Type element;
  int64_t lanes, stride, left, top, height, width, dilation;
  int64_t rows, pitch;
};

/// A channel of an image whose rows are no longer than a vector: each row is loaded once, and what a position
/// of the window sees of it is a permutation of its lanes.
class RowsInRegisters {
public:
  /// Whether rows of input and output fit, and there are few enough to write code for each.
  static bool suits(const Window &window, int64_t lanes);

  RowsInRegisters(const Window &window, mlir::Value input) : window(window), input(input) {}

  /// Begins with a channel of an image.
  void choose(mlir::Value ofImage, mlir::Value ofChannel);
  /// The pixels that position `kw` of the window sees of row `row`, which counts from the upper border; none
  /// where that is a border.
  mlir::Value load(TileBuilder &b, int64_t row, int64_t kw);

private:
  const Window &window;
  mlir::Value input, image, channel;
  llvm::DenseMap<int64_t, mlir::Value> rows; ///< that were loaded
};
} // namespace dlc::codegen
