// Images out: single PNG files, and grids of what a model has drawn.
#pragma once

#include "dlc/Tensor.h"

#include <string>

namespace dlc {

/// Writes u8 [H, W] (grey) or [H, W, 3] (RGB) as PNG. The file appears complete or not at all.
/// Throws Error for any other shape or type, for an empty image, and if the file cannot be written.
void writePng(const std::string &path, const Tensor &pixels);

/// Writes N images side by side, row by row, `columns` to a row (0: a grid as square as can be), with one
/// black pixel between them. `images` is f32 [N, H, W], [N, 1, H, W] or, in colour, [N, 3, H, W], with values
/// 0 … 1; values outside are clamped, NaN is black. Throws Error as writePng does.
void writeImageGrid(const std::string &path, const Tensor &images, std::int64_t columns = 0);

} // namespace dlc
