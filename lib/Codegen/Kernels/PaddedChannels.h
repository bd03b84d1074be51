// What depthwise convolutions read: some channels of an image, copied with their borders to the stack, where
// they stay in a core's caches.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen {
/// Channels with their borders: rows of [phases, pitch] pixels, that a window with a stride along the row
/// reads as vectors. What lies beside an image is cleared once and stays zero.
class PaddedChannels {
public:
  /// Of an input [N, C, H, W]; the sizes of `window` are known, and its stride along rows is 1 or 2.
  PaddedChannels(TileBuilder &b, const Window &window, mlir::Value input);

  /// Of one channel.
  int64_t bytes() const { return rows * stride * pitch * element.getIntOrFloatBitWidth() / 8; }
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
} // namespace dlc::codegen
