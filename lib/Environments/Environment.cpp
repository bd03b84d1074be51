#include "dlc/Environment.h"

#include "dlc/Error.h"

#include <algorithm>
#include <utility>

namespace dlc {

Environment::~Environment() = default;

Environment::Environment(std::string name, Shape observationShape, int actionCount)
    : ownName(std::move(name)), shape(std::move(observationShape)), actions(actionCount) {
  if (std::ranges::any_of(shape, [](std::int64_t dimension) { return dimension < 1; }))
    throw Error("environment '" + ownName + "' observes " + toString(shape) + ", which has no elements");
  if (actions < 2)
    throw Error("environment '" + ownName + "' has " + std::to_string(actions) +
                " actions, so there is nothing to choose");
  size = static_cast<std::size_t>(elementCount(shape));
}

void Environment::reset(Random &random) {
  begin(random);
  state = State::running;
}

void Environment::checkStarted() const {
  if (state == State::none)
    throw Error("environment '" + ownName + "' has no episode yet: reset() starts one");
}

void Environment::observation(std::span<float> to) const {
  checkStarted();
  if (to.size() != size)
    throw Error("environment '" + ownName + "' observes " + std::to_string(size) +
                " numbers, and there is room for " + std::to_string(to.size()));
  observe(to);
}

std::vector<float> Environment::observation() const {
  std::vector<float> numbers(size);
  observation(numbers);
  return numbers;
}

Environment::Outcome Environment::step(int action) {
  checkStarted();
  if (state == State::over)
    throw Error("environment '" + ownName + "': the episode is over; reset() starts another");
  if (action < 0 || action >= actions)
    throw Error("environment '" + ownName + "' has the actions 0 to " + std::to_string(actions - 1) +
                ", and none is " + std::to_string(action));
  const Outcome outcome = advance(action);
  if (outcome.isOver())
    state = State::over;
  return outcome;
}

std::vector<double> episodeReturns(Environment &environment, const Policy &policy, int episodes,
                                   Random &random) {
  std::vector<double> returns;
  std::vector<float> observation(environment.observationSize());
  for (int episode = 0; episode < episodes; ++episode) {
    environment.reset(random);
    double sum = 0;
    for (bool isOver = false; !isOver;) {
      environment.observation(observation);
      const Environment::Outcome outcome = environment.step(policy(observation));
      sum += static_cast<double>(outcome.reward);
      isOver = outcome.isOver();
    }
    returns.push_back(sum);
  }
  return returns;
}

} // namespace dlc
