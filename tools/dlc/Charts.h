// Results as charts: what `--output NAME=FILE.svg` draws.
#pragma once

#include "dlc/Tensor.h"

#include <string>

namespace dlc {

/// Whether a file is written as a chart: FILE.svg, FILE.svg(scatter), FILE.svg(histogram).
bool isChart(const std::string &file);

/// Curves over their index, of [N] or of each row of [K, N]; with `(scatter)`, points [N, 2]; with
/// `(histogram)`, how many of all elements lie in each of 24 intervals. Throws Error, with the file, for
/// other forms and shapes, and if it cannot be written.
void writeChart(const std::string &file, const std::string &name, const Tensor &tensor);

} // namespace dlc
