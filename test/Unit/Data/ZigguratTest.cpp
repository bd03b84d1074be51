// Normal numbers by layers: as many in each part of the line as the distribution has there.
#include "Data/Ziggurat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace dlc::test {
namespace {

double probabilityBelow(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

// 1000 parts of equal probability: a layer that is drawn too often, or whose edge is wrong, is in a few of
// them.
TEST(Ziggurat, FillsPartsOfEqualProbabilityEqually) {
  constexpr int parts = 1000, draws = 4'000'000;
  std::vector<double> counts(parts);
  Random random(1);
  for (int i = 0; i < draws; ++i)
    ++counts[static_cast<std::size_t>(std::min(probabilityBelow(drawNormal(random)) * parts, parts - 1.0))];
  double chiSquared = 0;
  for (const double count : counts)
    chiSquared += (count - draws / parts) * (count - draws / parts) / (draws / parts);
  // Of 999 degrees of freedom: mean 999, deviation 45.
  EXPECT_NEAR(chiSquared, 999, 5 * 45);
}

TEST(Ziggurat, HasTheTailOfTheDistribution) {
  constexpr int draws = 20'000'000;
  double beyond = 0, far = 0, lower = 0;
  Random random(2);
  for (int i = 0; i < draws; ++i) {
    const double x = drawNormal(random);
    beyond += std::abs(x) > 3.6541528853610088; // the edge of the lowest layer
    lower += x < -3.6541528853610088;
    far += std::abs(x) > 4.5;
  }
  const double expected = 2 * draws * probabilityBelow(-3.6541528853610088);
  EXPECT_NEAR(beyond, expected, 5 * std::sqrt(expected));
  EXPECT_NEAR(lower, expected / 2, 5 * std::sqrt(expected / 2));
  const double expectedFar = 2 * draws * probabilityBelow(-4.5);
  EXPECT_NEAR(far, expectedFar, 5 * std::sqrt(expectedFar));
}

} // namespace
} // namespace dlc::test
