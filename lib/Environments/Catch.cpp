#include "dlc/Environment.h"

#include "dlc/Error.h"

#include <algorithm>
#include <cstdlib>

namespace dlc {

Catch::Catch(int side) : Environment("catch", {1, side, side}, 3), side(side) {
  if (side < 4)
    throw Error("environment 'catch' has an image of " + std::to_string(side) +
                " pixels a side; the paddle alone has three, so it needs four");
}

void Catch::begin(Random &random) {
  row = 0;
  column = static_cast<int>(random.below(side));
  paddle = 1 + static_cast<int>(random.below(side - 2));
}

Environment::Outcome Catch::advance(int action) {
  paddle = std::clamp(paddle + action - 1, 1, side - 2);
  Outcome outcome;
  outcome.terminated = ++row == side - 1;
  if (outcome.terminated)
    outcome.reward = std::abs(column - paddle) <= 1 ? 1.0f : -1.0f;
  return outcome;
}

void Catch::observe(std::span<float> observation) const {
  std::ranges::fill(observation, 0.0f);
  const auto at = [&](int y, int x) -> float & {
    return observation[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                       static_cast<std::size_t>(x)];
  };
  for (int x = paddle - 1; x <= paddle + 1; ++x)
    at(side - 1, x) = 0.5f;
  at(row, column) = 1;
}

} // namespace dlc
