// Resizing along one dimension as a sparse matrix: which elements each one of the result is made of, and
// their weights. For the modes that nn.resize has not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dlc::importer {

struct ResizeMode {
  std::string mode = "nearest", coordinates = "half_pixel", nearest = "round_prefer_floor";
  double cubicA = -0.75, extrapolation = 0;
  bool excludeOutside = false, antialias = false;
};

/// Along one dimension. `scale` is that of the file, which need not be to / from; start and end are the
/// region of tf_crop_and_resize.
struct ResizeLine {
  long from, to;
  double scale, start, end;
};

struct ResizeMatrix {
  long from, to, taps;         ///< entries of a row, of which some may have no weight
  std::vector<int64_t> at;     ///< [to, taps]
  std::vector<double> weights; ///< [to, taps]
  std::vector<bool> isOutside; ///< elements that are the value for extrapolation (tf_crop_and_resize)

  /// [to, from]
  std::vector<double> dense() const;
};

/// How many entries a row has at most.
long tapsOf(const ResizeMode &mode, const ResizeLine &line);
ResizeMatrix resizeMatrix(const ResizeMode &mode, const ResizeLine &line);

} // namespace dlc::importer
