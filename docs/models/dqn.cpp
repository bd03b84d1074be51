// Deep Q-learning: an agent that learns an environment by trial and error. See dqn.md.
//
//   dqn cartpole|catch [STEPS [SEED]]      so many steps of the environment, default 60000; writes NAME.dlm
//   and NAME.tsv
//
// Everything that learns is in the network's own file (lib/Zoo/Texts/cartpole.mlir, catch.mlir). Here are the
// environments, the store of past steps, and the exploration. An environment of one's own is a class with the
// four functions of Environment.
#include "dlc/Compile.h"
#include "dlc/Zoo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace dlc;

namespace {

using Random = std::mt19937_64;

struct Environment {
  virtual ~Environment() = default;
  virtual Shape stateShape() const = 0; ///< of one state
  virtual int actions() const = 0;
  /// Starts an episode, and gives its first state.
  virtual std::vector<float> reset(Random &random) = 0;

  struct Step {
    std::vector<float> state;
    float reward = 0;
    bool ended = false;    ///< the episode is over, and there is nothing behind it
    bool cutShort = false; ///< it is over only because it has lasted long enough
  };
  virtual Step step(int action) = 0;
};

/// The classic equations (A. G. Barto, R. S. Sutton and C. W. Anderson, 1983): a pole on a cart on a track,
/// Euler steps of 20 ms. The episode ends when the pole leans by more than 12 degrees or the cart is 2.4 m
/// off, or after 500 steps.
class CartPole : public Environment {
public:
  Shape stateShape() const override { return {4}; }
  int actions() const override { return 2; }

  std::vector<float> reset(Random &random) override {
    std::uniform_real_distribution<double> start(-0.05, 0.05);
    for (double *value : {&x, &speed, &angle, &turn})
      *value = start(random);
    count = 0;
    return state();
  }

  Step step(int action) override {
    constexpr double gravity = 9.8, cart = 1.0, pole = 0.1, half = 0.5, push = 10, seconds = 0.02;
    constexpr double total = cart + pole, moment = pole * half;
    const double force = action == 1 ? push : -push;
    const double cosine = std::cos(angle), sine = std::sin(angle);
    const double shared = (force + moment * turn * turn * sine) / total;
    const double turning =
        (gravity * sine - cosine * shared) / (half * (4.0 / 3.0 - pole * cosine * cosine / total));
    const double moving = shared - moment * turning * cosine / total;
    x += seconds * speed;
    speed += seconds * moving;
    angle += seconds * turn;
    turn += seconds * turning;
    const bool falls = std::abs(x) > 2.4 || std::abs(angle) > 12 * 3.14159265358979 / 180;
    return {.state = state(), .reward = 1, .ended = falls, .cutShort = !falls && ++count >= 500};
  }

private:
  std::vector<float> state() const {
    return {static_cast<float>(x), static_cast<float>(speed), static_cast<float>(angle),
            static_cast<float>(turn)};
  }

  double x = 0, speed = 0, angle = 0, turn = 0;
  int count = 0;
};

/// A ball falls through an image of 10 by 10 pixels; a paddle of three pixels in the bottom row is moved to
/// the left, not, or to the right.
class Catch : public Environment {
public:
  Shape stateShape() const override { return {1, side, side}; }
  int actions() const override { return 3; }

  std::vector<float> reset(Random &random) override {
    row = 0;
    column = static_cast<int>(random() % side);
    paddle = 1 + static_cast<int>(random() % (side - 2));
    return state();
  }

  Step step(int action) override {
    paddle = std::clamp(paddle + action - 1, 1, side - 2);
    const bool isDown = ++row == side - 1;
    const float reward = !isDown ? 0.0f : std::abs(column - paddle) <= 1 ? 1.0f : -1.0f;
    return {.state = state(), .reward = reward, .ended = isDown};
  }

private:
  std::vector<float> state() const {
    std::vector<float> image(side * side);
    for (int x = paddle - 1; x <= paddle + 1; ++x)
      image[(side - 1) * side + x] = 0.5f;
    image[row * side + column] = 1;
    return image;
  }

  static constexpr int side = 10;
  int row = 0, column = 0, paddle = 1;
};

/// The last so many steps, from which batches are drawn.
class Memory {
public:
  Memory(std::size_t capacity, std::int64_t batch, const Shape &stateShape)
      : capacity(capacity), action({batch}, DType::i64), reward({batch}, DType::f32),
        ended({batch}, DType::f32) {
    Shape shape = stateShape;
    shape.insert(shape.begin(), batch);
    state = Tensor(shape, DType::f32);
    next = Tensor(shape, DType::f32);
  }

  void add(const std::vector<float> &from, int taken, const Environment::Step &step) {
    Item item{from, step.state, taken, step.reward, step.ended};
    if (items.size() < capacity)
      items.push_back(std::move(item));
    else
      items[oldest++ % capacity] = std::move(item);
  }

  std::size_t size() const { return items.size(); }

  /// Fills the five tensors.
  void draw(Random &random) {
    for (std::size_t i = 0; i < action.values<std::int64_t>().size(); ++i) {
      const Item &item = items[random() % items.size()];
      std::ranges::copy(item.state, state.values<float>().begin() + i * item.state.size());
      std::ranges::copy(item.next, next.values<float>().begin() + i * item.next.size());
      action.values<std::int64_t>()[i] = item.action;
      reward.values<float>()[i] = item.reward;
      ended.values<float>()[i] = item.ended ? 1 : 0;
    }
  }

private:
  struct Item {
    std::vector<float> state, next;
    int action = 0;
    float reward = 0;
    bool ended = false;
  };
  std::vector<Item> items;
  std::size_t capacity, oldest = 0;

public:
  Tensor state, action, reward, next, ended;
};

class Agent {
public:
  Agent(Program &program, Environment &environment) : program(program), environment(environment) {
    Shape shape = environment.stateShape();
    shape.insert(shape.begin(), 1);
    input = Tensor(shape, DType::f32);
  }

  /// The action of the largest value.
  int best(const std::vector<float> &state) {
    std::ranges::copy(state, input.values<float>().begin());
    const Outputs outputs = program.call("predict", {{"state", input}});
    const auto values = outputs["values"].values<float>();
    return static_cast<int>(std::ranges::max_element(values) - values.begin());
  }

  /// The mean sum of rewards, without exploration.
  double evaluate(int episodes, Random &random) {
    double sum = 0;
    for (int episode = 0; episode < episodes; ++episode) {
      std::vector<float> state = environment.reset(random);
      for (bool isOver = false; !isOver;) {
        Environment::Step step = environment.step(best(state));
        sum += step.reward;
        isOver = step.ended || step.cutShort;
        state = std::move(step.state);
      }
    }
    return sum / episodes;
  }

private:
  Program &program;
  Environment &environment;
  Tensor input;
};

void run(const std::string &name, std::int64_t steps, std::uint64_t seed) {
  std::unique_ptr<Environment> environment, other;
  if (name == "cartpole") {
    environment = std::make_unique<CartPole>();
    other = std::make_unique<CartPole>();
  } else if (name == "catch") {
    environment = std::make_unique<Catch>();
    other = std::make_unique<Catch>();
  } else {
    throw Error("there is no environment '" + name + "'; there is cartpole and catch");
  }
  const double perfect = name == "cartpole" ? 500 : 1;

  Program program = compile(zoo(name), {.mode = Mode::train});
  program.setThreads(1);
  program.init(seed);
  program.call("copy_to_target");
  Random random(seed);
  Agent agent(program, *other); // on an environment of its own, so that an episode here is not disturbed
  Memory memory(20000, 64, environment->stateShape());
  Tensor rate({}, DType::f32);
  std::ofstream curve(name + ".tsv");
  curve << "steps\tmean return of 20 episodes\n";

  std::vector<float> state = environment->reset(random);
  Program best = program.fork();
  double bestReturn = -1e30;
  for (std::int64_t step = 1; step <= steps; ++step) {
    // Exploration: at first always, after the first tenth of all steps one time in fifty.
    const double explores = std::max(0.02, 1 - 10.0 * static_cast<double>(step) / static_cast<double>(steps));
    const int action = std::uniform_real_distribution<double>(0, 1)(random) < explores
                           ? static_cast<int>(random() % environment->actions())
                           : agent.best(state);
    Environment::Step made = environment->step(action);
    memory.add(state, action, made);
    state = made.ended || made.cutShort ? environment->reset(random) : std::move(made.state);

    if (memory.size() >= 500) {
      memory.draw(random);
      // The rate falls to zero, so that what has been learnt does not waver in the end.
      rate.values<float>()[0] = 1e-3f * (1 - static_cast<float>(step) / static_cast<float>(steps));
      program.call("learn", {{"state", memory.state},
                             {"action", memory.action},
                             {"reward", memory.reward},
                             {"next", memory.next},
                             {"ended", memory.ended},
                             {"learning_rate", rate}});
      if (step % 250 == 0)
        program.call("copy_to_target");
    }
    if (step % (steps / 20) == 0) {
      Random fixed(7); // the same starts each time
      const double mean = agent.evaluate(20, fixed);
      curve << step << '\t' << mean << '\n';
      std::printf("%7lld steps: mean return %.2f\n", static_cast<long long>(step), mean);
      std::fflush(stdout);
      if (mean >= bestReturn) {
        bestReturn = mean;
        best = program.fork();
      }
    }
  }
  Agent champion(best, *other);
  Random fresh(1000 + seed);
  std::printf("%s, seed %d: mean return of 100 new episodes %.2f, of %.0f at most\n", name.c_str(),
              static_cast<int>(seed), champion.evaluate(100, fresh), perfect);
  best.save(name + ".dlm");
}

} // namespace

int main(int argc, char **argv) {
  try {
    const std::string name = argc > 1 ? argv[1] : "cartpole";
    run(name, argc > 2 ? std::atoll(argv[2]) : 60000, argc > 3 ? std::atoll(argv[3]) : 1);
  } catch (const Error &error) {
    std::fprintf(stderr, "dqn: %s\n", error.what());
    return 1;
  }
}
