// Images of one size: cropped in the middle to the wanted ratio, then scaled along one axis and the other.
#include "Data/ImageFile.h"

#include <algorithm>
#include <cmath>

namespace dlc {
namespace {

/// Of one output: where its inputs begin, and their weights, which add up to 1.
struct Window {
  std::int64_t first = 0;
  std::vector<float> weights;
};

/// For `count` outputs that cover `length` of `size` inputs, from `start` on.
std::vector<Window> windowsOf(std::int64_t size, double start, double length, std::int64_t count) {
  const double step = length / static_cast<double>(count);
  // A triangle that reaches to the centres of the next outputs, or of the next inputs if these are farther.
  const double reach = std::max(step, 1.0);
  std::vector<Window> windows(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const double centre = start + (static_cast<double>(i) + 0.5) * step;
    const auto first = std::max(static_cast<std::int64_t>(std::floor(centre - reach)), std::int64_t(0));
    const auto last = std::min(static_cast<std::int64_t>(std::ceil(centre + reach)), size);
    Window &window = windows[static_cast<std::size_t>(i)];
    window.first = first;
    double sum = 0;
    for (std::int64_t j = first; j < last; ++j) {
      const double weight = std::max(0.0, 1 - std::abs(static_cast<double>(j) + 0.5 - centre) / reach);
      window.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float &weight : window.weights)
      weight = static_cast<float>(weight / sum);
  }
  return windows;
}

/// Scales the middle one of [outer, size, inner].
std::vector<float> scaleAxis(const std::vector<float> &from, std::int64_t outer, std::int64_t size,
                             std::int64_t inner, const std::vector<Window> &windows) {
  std::vector<float> to(static_cast<std::size_t>(outer * inner) * windows.size());
  auto target = to.begin();
  for (std::int64_t o = 0; o < outer; ++o)
    for (const Window &window : windows) {
      auto source = from.begin() + (o * size + window.first) * inner;
      for (const float weight : window.weights) {
        for (std::int64_t i = 0; i < inner; ++i)
          target[i] += weight * source[i];
        source += inner;
      }
      target += inner;
    }
  return to;
}

} // namespace

Tensor fitImage(const Tensor &image, std::int64_t height, std::int64_t width) {
  const std::int64_t rows = image.dim(0), columns = image.dim(1), channels = image.dim(2);
  if (rows == height && columns == width)
    return image.clone();
  // Input pixels for an output pixel; the smaller of the two leaves the other axis with something to crop.
  const double step = std::min(static_cast<double>(rows) / static_cast<double>(height),
                               static_cast<double>(columns) / static_cast<double>(width));
  const double tall = step * static_cast<double>(height), wide = step * static_cast<double>(width);
  const auto source = image.values<std::uint8_t>();
  std::vector<float> values(source.begin(), source.end());
  values = scaleAxis(values, rows, columns, channels,
                     windowsOf(columns, (static_cast<double>(columns) - wide) / 2, wide, width));
  values = scaleAxis(values, 1, rows, width * channels,
                     windowsOf(rows, (static_cast<double>(rows) - tall) / 2, tall, height));
  Tensor result({height, width, channels}, DType::u8);
  std::ranges::transform(values, result.values<std::uint8_t>().begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 255.0f)));
  });
  return result;
}

} // namespace dlc
