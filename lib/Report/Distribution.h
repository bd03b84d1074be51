// What many numbers are like: moments, range, and a histogram.
#pragma once

#include <cstdint>
#include <vector>

namespace dlc {

struct Distribution {
  /// A histogram of `barCount` bars of equal width from the least to the greatest; of numbers that are all
  /// the same, in the middle one. Of what is not finite, only `notFinite` is kept.
  explicit Distribution(const std::vector<double> &numbers, std::size_t barCount = 24);

  std::int64_t count = 0; ///< of finite ones
  std::int64_t notFinite = 0;
  std::int64_t zeros = 0;
  double mean = 0, deviation = 0; ///< of the population
  double norm = 0;                ///< root of the sum of squares
  double least = 0, greatest = 0;
  std::vector<std::int64_t> bars;
};

} // namespace dlc
