#include "Data/Ziggurat.h"

#include <array>
#include <cmath>
#include <numbers>

namespace dlc {

namespace {
/// The bell curve x ↦ exp(-x² / 2), right of 0, under layers of equal area: rectangles from 0 to `edge`, one
/// upon the other, and the lowest one has the tail beyond `first` at its side. A point in a rectangle that is
/// left of the edge of the one above it is below the curve.
struct Layers {
  static constexpr std::size_t count = 256;
  /// For which `count` layers end at 0, by the authors' table.
  static constexpr double first = 3.6541528853610088;

  std::array<double, count + 1> edge;
  std::array<double, count> inside; ///< the part of a rectangle that is below the one above it

  Layers() {
    const double tail = std::sqrt(std::numbers::pi / 2) * std::erfc(first / std::numbers::sqrt2);
    const double area = first * curve(first) + tail;
    edge[0] = area / curve(first); // as wide as if the tail were a part of the rectangle
    edge[1] = first;
    for (std::size_t i = 2; i < count; ++i)
      edge[i] = std::sqrt(-2 * std::log(area / edge[i - 1] + curve(edge[i - 1])));
    edge[count] = 0;
    for (std::size_t i = 0; i < count; ++i)
      inside[i] = edge[i + 1] / edge[i];
  }

  static double curve(double x) { return std::exp(-x * x / 2); }
};

/// Beyond `Layers::first`: G. Marsaglia, Generating a variable from the tail of the normal distribution,
/// 1964.
double drawTail(Random &random) {
  for (;;) {
    const double x = -std::log(1 - random.uniform()) / Layers::first;
    const double y = -std::log(1 - random.uniform());
    if (2 * y >= x * x)
      return Layers::first + x;
  }
}
} // namespace

double drawNormal(Random &random) {
  static const Layers layers;
  for (;;) {
    const std::uint64_t bits = random.bits();
    const std::size_t layer = bits % Layers::count;
    // The upper 53 bits, with a sign.
    const double part = static_cast<double>(static_cast<std::int64_t>(bits) >> 11) * 0x1p-52;
    const double x = part * layers.edge[layer];
    if (std::abs(part) < layers.inside[layer])
      return x;
    if (layer == 0)
      return part < 0 ? -drawTail(random) : drawTail(random);
    const double below = Layers::curve(layers.edge[layer]), above = Layers::curve(layers.edge[layer + 1]);
    if (below + random.uniform() * (above - below) < Layers::curve(x))
      return x;
  }
}

} // namespace dlc
