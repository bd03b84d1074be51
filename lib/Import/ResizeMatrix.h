// Resizing along one dimension as a matrix: what each element of the result is made of. For the modes that
// nn.resize has not.
#pragma once

#include <string>
#include <vector>

namespace dlc::importer {

struct ResizeMode {
  std::string mode = "nearest", coordinates = "half_pixel", nearest = "round_prefer_floor";
  double cubicA = -0.75, extrapolation = 0;
  bool excludeOutside = false, antialias = false;
};

struct ResizeMatrix {
  std::vector<double> weights; ///< [to, from]
  std::vector<bool> isOutside; ///< elements that are the value for extrapolation (tf_crop_and_resize)
};

/// `scale` is that of the file, which need not be to / from; start and end are the region of
/// tf_crop_and_resize.
ResizeMatrix resizeMatrix(const ResizeMode &mode, long from, long to, double scale, double start, double end);

} // namespace dlc::importer
