#include "Training/Intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dlc {

static constexpr double z = 1.959963984540054; // of the normal distribution, for 95 %
static constexpr double none = std::numeric_limits<double>::quiet_NaN();

Interval normalInterval(double estimate, double variance) {
  const double around = z * std::sqrt(variance);
  return {estimate - around, estimate + around};
}

Interval within(Interval interval, double low, double high) {
  if (std::isnan(interval.first) || std::isnan(interval.second))
    return interval;
  return {std::clamp(interval.first, low, high), std::clamp(interval.second, low, high)};
}

Interval wilsonInterval(std::int64_t successes, std::int64_t trials) {
  if (trials == 0)
    return {0, 1};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double around = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {middle - around, middle + around};
}

Interval meanInterval(std::span<const double> values) {
  const std::vector<double> ones(values.size(), 1);
  return ratioInterval(values, ones);
}

Interval ratioInterval(std::span<const double> values, std::span<const double> weights) {
  if (values.size() < 2)
    return {none, none};
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / all;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double off = (values[i] - mean * weights[i]) / all;
    squares += off * off;
  }
  const auto count = static_cast<double>(values.size());
  return normalInterval(mean, squares * count / (count - 1));
}

namespace {

/// What the F1 of a class changes by an example that is of it, or is taken for it, and is right or wrong.
struct F1Changes {
  double hit = 0, miss = 0;
  std::int64_t hits = 0, misses = 0;
};

F1Changes changesOf(const Classification &result, std::int64_t k) {
  F1Changes changes;
  std::int64_t mentions = 0; // examples of the class and examples taken for it: 2 TP + FP + FN
  for (std::int64_t other = 0; other < result.classes; ++other)
    mentions += result.count(k, other) + result.count(other, k);
  if (mentions == 0)
    return changes;
  const double f1 = result.byClass[static_cast<std::size_t>(k)].f1, all = static_cast<double>(mentions);
  changes.hits = result.count(k, k);
  changes.misses = mentions - 2 * changes.hits;
  changes.hit = (2 - 2 * f1) / all;
  changes.miss = -f1 / all;
  return changes;
}

} // namespace

double f1Variance(const Classification &result, std::int64_t of) {
  const F1Changes changes = changesOf(result, of);
  return static_cast<double>(changes.hits) * changes.hit * changes.hit +
         static_cast<double>(changes.misses) * changes.miss * changes.miss;
}

double macroF1Variance(const Classification &result) {
  std::vector<F1Changes> changes;
  for (std::int64_t k = 0; k < result.classes; ++k)
    changes.push_back(changesOf(result, k));
  double squares = 0;
  for (std::int64_t truth = 0; truth < result.classes; ++truth)
    for (std::int64_t guess = 0; guess < result.classes; ++guess) {
      const F1Changes &own = changes[static_cast<std::size_t>(truth)];
      // A mistake is one of two classes.
      const double change =
          truth == guess ? own.hit : own.miss + changes[static_cast<std::size_t>(guess)].miss;
      squares += static_cast<double>(result.count(truth, guess)) * change * change;
    }
  const auto count = static_cast<double>(result.classes);
  return squares / (count * count);
}

} // namespace dlc
