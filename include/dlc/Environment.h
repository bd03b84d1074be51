// Worlds in which an agent learns by trial and error. Comes in: actions. Goes out: observations and rewards.
// An environment of one's own is a class with a constructor and the three functions that are protected here:
//
//   class Coin : public dlc::Environment {
//   public:
//     Coin() : Environment("coin", {1}, 2) {}
//   protected:
//     void begin(Random &random) override { side = random.below(2); }
//     Outcome advance(int action) override {
//       return {.reward = action == side ? 1.0f : 0.0f, .terminated = true};
//     }
//     void observe(std::span<float> to) const override { to[0] = float(side); }
//   private:
//     int side = 0;
//   };
//
// Thread safety: an environment belongs to one thread at a time; each may have its own.
#pragma once

#include "dlc/Random.h"
#include "dlc/Tensor.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace dlc {

class Environment {
public:
  virtual ~Environment();

  const std::string &name() const { return ownName; }
  /// The shape of one observation, whose elements are f32.
  const Shape &observationShape() const { return shape; }
  std::size_t observationSize() const { return size; }
  /// Actions are 0 … actionCount() - 1.
  int actionCount() const { return actions; }

  /// What a step led to. An episode that is terminated has nothing behind it; one that is truncated would go
  /// on, and is over only because it has lasted long enough, so its last state still has a value.
  struct Outcome {
    float reward = 0;
    bool terminated = false, truncated = false;
    bool isOver() const { return terminated || truncated; }
  };

  /// Starts an episode, which depends on what the generator gives and on nothing else.
  void reset(Random &random);
  /// The present state. Throws Error before the first reset, and for a span of another size.
  void observation(std::span<float> to) const;
  std::vector<float> observation() const;
  /// Throws Error for an action that there is not, before the first reset, and once an episode is over.
  Outcome step(int action);

protected:
  /// Throws Error for a shape without elements and for fewer than two actions.
  Environment(std::string name, Shape observationShape, int actionCount);
  Environment(const Environment &) = default;
  Environment &operator=(const Environment &) = default;

  virtual void begin(Random &random) = 0;
  /// `action` is one that there is, and the episode is not over.
  virtual Outcome advance(int action) = 0;
  virtual void observe(std::span<float> observation) const = 0;

  /// For states that a test or a study sets: an episode is under way.
  void resume() { state = State::running; }

private:
  enum class State : std::uint8_t { none, running, over };
  void checkStarted() const;

  std::string ownName;
  Shape shape;
  std::size_t size = 0;
  int actions = 0;
  State state = State::none;
};

/// The action for an observation.
using Policy = std::function<int(std::span<const float>)>;

/// The sums of rewards of so many episodes, one after the other. Throws Error as step() does.
std::vector<double> episodeReturns(Environment &environment, const Policy &policy, int episodes,
                                   Random &random);

/// A pole on a cart that is pushed to the left (0) or to the right (1), by the classic equations: A. G.
/// Barto, R. S. Sutton and C. W. Anderson, Neuronlike adaptive elements that can solve difficult learning
/// control problems, 1983; Euler steps of 20 ms. It observes the position of the cart in m, its velocity in
/// m/s, the angle of the pole in rad and its angular velocity in rad/s. Each step is rewarded by 1. The
/// episode is terminated where the cart is more than 2.4 m off or the pole leans by more than 12 degrees, and
/// truncated after `mostSteps`.
class CartPole : public Environment {
public:
  struct Physics {
    double position = 0, velocity = 0, angle = 0, angularVelocity = 0;
  };

  explicit CartPole(int mostSteps = 500);

  const Physics &physics() const { return now; }
  /// Starts an episode at a given state, in place of reset().
  void start(const Physics &physics);

protected:
  void begin(Random &random) override;
  Outcome advance(int action) override;
  void observe(std::span<float> observation) const override;

private:
  Physics now;
  int mostSteps, steps = 0;
};

/// A game of pixels: a ball falls through an image of `side` by `side`, a row a step, and a paddle of three
/// pixels in the bottom row is moved to the left (0), not (1) or to the right (2). The ball is 1, the paddle
/// 0.5. A caught ball is rewarded by 1, a lost one by -1; either terminates the episode.
class Catch : public Environment {
public:
  /// Throws Error for a side below 4.
  explicit Catch(int side = 10);

protected:
  void begin(Random &random) override;
  Outcome advance(int action) override;
  void observe(std::span<float> observation) const override;

private:
  int side, row = 0, column = 0, paddle = 1;
};

} // namespace dlc
