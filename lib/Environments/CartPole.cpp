#include "dlc/Environment.h"

#include "dlc/Error.h"

#include <cmath>
#include <numbers>

namespace dlc {

CartPole::CartPole(int mostSteps) : Environment("cartpole", {4}, 2), mostSteps(mostSteps) {
  if (mostSteps < 1)
    throw Error("environment 'cartpole' has " + std::to_string(mostSteps) +
                " steps at most; an episode has one at least");
}

void CartPole::start(const Physics &physics) {
  now = physics;
  steps = 0;
  resume();
}

void CartPole::begin(Random &random) {
  for (double *value : {&now.position, &now.velocity, &now.angle, &now.angularVelocity})
    *value = random.uniform(-0.05, 0.05);
  steps = 0;
}

Environment::Outcome CartPole::advance(int action) {
  constexpr double gravity = 9.8;                  // m/s²
  constexpr double cartMass = 1.0, poleMass = 0.1; // kg
  constexpr double halfLength = 0.5;               // of the pole, in m
  constexpr double push = 10;                      // N
  constexpr double seconds = 0.02;                 // a step
  constexpr double farthest = 2.4;                 // m
  constexpr double steepest = 12 * std::numbers::pi / 180;
  constexpr double mass = cartMass + poleMass, moment = poleMass * halfLength;

  const double force = action == 1 ? push : -push;
  const double cosine = std::cos(now.angle), sine = std::sin(now.angle);
  const double shared = (force + moment * now.angularVelocity * now.angularVelocity * sine) / mass;
  const double angularAcceleration =
      (gravity * sine - cosine * shared) / (halfLength * (4.0 / 3.0 - poleMass * cosine * cosine / mass));
  const double acceleration = shared - moment * angularAcceleration * cosine / mass;
  // Positions move by the velocities before the step: explicit Euler, as in the paper's program.
  now.position += seconds * now.velocity;
  now.velocity += seconds * acceleration;
  now.angle += seconds * now.angularVelocity;
  now.angularVelocity += seconds * angularAcceleration;

  Outcome outcome{.reward = 1};
  outcome.terminated = std::abs(now.position) > farthest || std::abs(now.angle) > steepest;
  outcome.truncated = ++steps >= mostSteps && !outcome.terminated;
  return outcome;
}

void CartPole::observe(std::span<float> observation) const {
  observation[0] = static_cast<float>(now.position);
  observation[1] = static_cast<float>(now.velocity);
  observation[2] = static_cast<float>(now.angle);
  observation[3] = static_cast<float>(now.angularVelocity);
}

} // namespace dlc
