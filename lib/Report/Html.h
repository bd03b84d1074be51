// Pieces of a page that needs no other file: escaped text, numbers, tables, images as data.
#pragma once

#include "dlc/Tensor.h"

#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// Text as it stands between tags and in attributes.
std::string escaped(std::string_view text);
/// With so many significant digits.
std::string decimal(double value, int digits = 4);
/// With so many digits behind the point, for columns.
std::string fixed(double value, int digits = 4);
/// "87.8 %".
std::string percent(double part);

/// A table whose first column is names, and whose others are numbers. Cells are HTML.
std::string table(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows);

/// An image element with the pixels of u8 [H, W] or [H, W, 3] as a PNG inside, each `scale` pixels wide on
/// the screen.
std::string image(const Tensor &pixels, std::int64_t scale, std::string_view description);

/// The whole page around its sections.
std::string page(std::string_view title, std::string_view sections);

} // namespace dlc
