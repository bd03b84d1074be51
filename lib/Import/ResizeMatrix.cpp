// As ONNX's specification defines the coordinates and the coefficients (operator Resize, set 19).
#include "Import/ResizeMatrix.h"

#include <algorithm>
#include <cmath>

namespace dlc::importer {

static double placeOf(const ResizeMode &mode, double x, double from, double to, double scale, double start,
                      double end) {
  const double length = scale * from; // not rounded
  if (mode.coordinates == "align_corners")
    return length == 1 ? 0 : x * (from - 1) / (length - 1);
  if (mode.coordinates == "asymmetric")
    return x / scale;
  if (mode.coordinates == "tf_half_pixel_for_nn")
    return (x + 0.5) / scale;
  if (mode.coordinates == "tf_crop_and_resize")
    return length == 1 ? 0.5 * (start + end) * (from - 1)
                       : start * (from - 1) + x * (end - start) * (from - 1) / (length - 1);
  if (mode.coordinates == "pytorch_half_pixel" && length == 1)
    return 0;
  const double half = (x + 0.5) / scale - 0.5;
  return mode.coordinates == "half_pixel_symmetric" ? from / 2 * (1 - to / length) + half : half;
}

static double cubic(double x, double a) {
  x = std::abs(x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// The weight of an element that lies `distance` behind a place.
static double weightOf(const ResizeMode &mode, double distance) {
  return mode.mode == "cubic" ? cubic(distance, mode.cubicA) : std::max(0.0, 1 - std::abs(distance));
}

static long nearestTo(const ResizeMode &mode, double place) {
  const double low = std::floor(place), rest = place - low;
  const bool up = mode.nearest == "ceil"                ? rest > 0
                  : mode.nearest == "floor"             ? false
                  : mode.nearest == "round_prefer_ceil" ? rest >= 0.5
                                                        : rest > 0.5;
  return static_cast<long>(low) + up;
}

ResizeMatrix resizeMatrix(const ResizeMode &mode, long from, long to, double scale, double start,
                          double end) {
  ResizeMatrix matrix{std::vector<double>(static_cast<size_t>(from * to)),
                      std::vector<bool>(static_cast<size_t>(to))};
  for (long x = 0; x < to; ++x) {
    const double place = placeOf(mode, static_cast<double>(x), static_cast<double>(from),
                                 static_cast<double>(to), scale, start, end);
    double *row = &matrix.weights[static_cast<size_t>(x * from)];
    if (mode.coordinates == "tf_crop_and_resize" && (place < 0 || place > static_cast<double>(from - 1))) {
      matrix.isOutside[static_cast<size_t>(x)] = true;
      continue;
    }
    if (mode.mode == "nearest") {
      row[std::clamp(nearestTo(mode, place), 0L, from - 1)] = 1;
      continue;
    }
    // With antialiasing the filter is as wide as what becomes one element.
    const double shrink = mode.antialias ? std::min(scale, 1.0) : 1;
    const double reach = (mode.mode == "cubic" ? 2 : 1) / shrink;
    double sum = 0;
    std::vector<std::pair<long, double>> parts;
    for (long at = static_cast<long>(std::floor(place - reach));
         at <= static_cast<long>(std::ceil(place + reach)); ++at) {
      const bool isOutside = at < 0 || at >= from;
      const double weight = weightOf(mode, (static_cast<double>(at) - place) * shrink);
      if (weight == 0 || (isOutside && mode.excludeOutside))
        continue;
      parts.emplace_back(std::clamp(at, 0L, from - 1), weight);
      sum += weight;
    }
    const double scaleBy = mode.antialias || mode.excludeOutside ? 1 / sum : 1;
    for (auto [at, weight] : parts)
      row[at] += weight * scaleBy;
  }
  return matrix;
}

} // namespace dlc::importer
