// Images out: single PNG files, and grids of what a model has drawn.
#pragma once

#include "Data/Files.h"

namespace dlc {

/// u8 [H, W] (grey) or [H, W, 3] (RGB) as PNG. `name` is for messages. Throws Error for any other shape or
/// type, and for an empty image.
Bytes encodePng(const Tensor &pixels, const std::string &name);

/// Writes u8 [H, W] (grey) or [H, W, 3] (RGB) as PNG. The file appears complete or not at all.
/// Throws Error for any other shape or type, for an empty image, and if the file cannot be written.
void writePng(const std::string &path, const Tensor &pixels);

/// N images side by side, row by row, `columns` to a row (0: a grid as square as can be), with one black
/// pixel between them: u8 [H, W] or [H, W, 3]. `images` is f32 [N, H, W], [N, 1, H, W] or, in colour, [N, 3,
/// H, W], with values 0 … 1; values outside are clamped, NaN is black. `name` is for messages. Throws Error
/// for any other shape or type, and where there is no image.
Tensor imageGrid(const Tensor &images, std::int64_t columns, const std::string &name);

/// Each pixel of u8 [H, W] or [H, W, 3] as a square of `scale` by `scale`, at least 1.
Tensor enlarged(const Tensor &pixels, std::int64_t scale);

/// How often the pixels of a grid are enlarged if nobody says: of a single image once, so that it stays what
/// it is; of several as often as makes each about 100 pixels wide or high, but the grid no larger than 2000.
std::int64_t usualScale(const Tensor &images, const Tensor &grid);

/// Writes a grid of images as PNG, with its pixels enlarged; 0: by the usual scale. Throws Error as writePng
/// does.
void writeImageGrid(const std::string &path, const Tensor &images, std::int64_t columns = 0,
                    std::int64_t scale = 0);

} // namespace dlc
