#include "Report/Distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dlc {

Distribution::Distribution(const std::vector<double> &numbers, std::size_t barCount) : bars(barCount) {
  double sum = 0, squares = 0;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double number : numbers) {
    if (!std::isfinite(number)) {
      ++notFinite;
      continue;
    }
    ++count;
    zeros += number == 0;
    sum += number;
    squares += number * number;
    low = std::min(low, number);
    high = std::max(high, number);
  }
  if (count == 0)
    return;
  least = low;
  greatest = high;
  norm = std::sqrt(squares);
  mean = sum / static_cast<double>(count);
  double offs = 0; // and not from the sum of squares, in which a large mean would drown it
  for (const double number : numbers) {
    if (!std::isfinite(number))
      continue;
    offs += (number - mean) * (number - mean);
    const double part = greatest > least ? (number - least) / (greatest - least) : 0.5;
    const auto bar = static_cast<std::size_t>(part * static_cast<double>(barCount));
    ++bars[std::min(bar, barCount - 1)];
  }
  deviation = std::sqrt(offs / static_cast<double>(count));
}

} // namespace dlc
