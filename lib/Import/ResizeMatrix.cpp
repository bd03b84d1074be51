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

/// With antialiasing the filter is as wide as what becomes one element.
static double shrinkOf(const ResizeMode &mode, const ResizeLine &line) {
  return mode.antialias ? std::min(line.scale, 1.0) : 1;
}

static double reachOf(const ResizeMode &mode, const ResizeLine &line) {
  return (mode.mode == "cubic" ? 2 : 1) / shrinkOf(mode, line);
}

long tapsOf(const ResizeMode &mode, const ResizeLine &line) {
  if (mode.mode == "nearest")
    return 1;
  // From floor(place - reach) to ceil(place + reach); those beyond the borders are the elements there.
  const double most = 2 * std::ceil(reachOf(mode, line)) + 2;
  return static_cast<long>(std::min(most, static_cast<double>(line.from)));
}

/// The elements that become one, each once, with their weights.
static std::vector<std::pair<long, double>> entriesAt(const ResizeMode &mode, const ResizeLine &line,
                                                      double place) {
  if (mode.mode == "nearest")
    return {{std::clamp(nearestTo(mode, place), 0L, line.from - 1), 1}};
  const double shrink = shrinkOf(mode, line), reach = reachOf(mode, line);
  double sum = 0;
  std::vector<std::pair<long, double>> entries;
  for (long i = static_cast<long>(std::floor(place - reach));
       i <= static_cast<long>(std::ceil(place + reach)); ++i) {
    const bool isOutside = i < 0 || i >= line.from;
    const double weight = weightOf(mode, (static_cast<double>(i) - place) * shrink);
    if (weight == 0 || (isOutside && mode.excludeOutside))
      continue;
    const long at = std::clamp(i, 0L, line.from - 1);
    if (!entries.empty() && entries.back().first == at)
      entries.back().second += weight;
    else
      entries.emplace_back(at, weight);
    sum += weight;
  }
  if (mode.antialias || mode.excludeOutside)
    for (auto &[at, weight] : entries)
      weight /= sum;
  return entries;
}

ResizeMatrix resizeMatrix(const ResizeMode &mode, const ResizeLine &line) {
  const long taps = tapsOf(mode, line);
  ResizeMatrix matrix{line.from, line.to, taps, {}, {}, std::vector<bool>(static_cast<size_t>(line.to))};
  matrix.at.reserve(static_cast<size_t>(line.to * taps));
  matrix.weights.reserve(static_cast<size_t>(line.to * taps));
  for (long x = 0; x < line.to; ++x) {
    const double place = placeOf(mode, static_cast<double>(x), static_cast<double>(line.from),
                                 static_cast<double>(line.to), line.scale, line.start, line.end);
    std::vector<std::pair<long, double>> entries;
    if (mode.coordinates == "tf_crop_and_resize" &&
        !(place >= 0 && place <= static_cast<double>(line.from - 1)))
      matrix.isOutside[static_cast<size_t>(x)] = true;
    else
      entries = entriesAt(mode, line, place);
    // What fills the row up reads an element that is read anyway: 0 times an infinity is no number.
    entries.resize(static_cast<size_t>(taps), {entries.empty() ? 0 : entries.front().first, 0});
    for (auto [at, weight] : entries) {
      matrix.at.push_back(at);
      matrix.weights.push_back(weight);
    }
  }
  return matrix;
}

std::vector<double> ResizeMatrix::dense() const {
  std::vector<double> matrix(static_cast<size_t>(from * to));
  for (size_t i = 0; i < at.size(); ++i)
    matrix[i / static_cast<size_t>(taps) * static_cast<size_t>(from) + static_cast<size_t>(at[i])] +=
        weights[i];
  return matrix;
}

} // namespace dlc::importer
