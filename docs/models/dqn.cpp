// Deep Q-learning: an agent that learns an environment by trial and error. See dqn.md.
//
//   dqn cartpole|catch [STEPS [SEED]]      so many steps of the environment, default 60000; writes NAME.dlm
//   and NAME.tsv
//
// Everything that learns is in the network's own file (lib/Zoo/Texts/cartpole.mlir, catch.mlir); environments
// and the store of past steps are dlc's (dlc/Environment.h, dlc/ReplayMemory.h). Here is the loop around
// them, with the exploration.
#include "dlc/Compile.h"
#include "dlc/ReplayMemory.h"
#include "dlc/Zoo.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace dlc;

namespace {

class Agent {
public:
  Agent(Program &program, const Shape &observationShape) : program(program) {
    Shape shape = observationShape;
    shape.insert(shape.begin(), 1);
    input = Tensor(shape, DType::f32);
  }

  /// The action of the largest value.
  int best(std::span<const float> state) {
    std::ranges::copy(state, input.values<float>().begin());
    const Outputs outputs = program.call("predict", {{"state", input}});
    const auto values = outputs["values"].values<float>();
    return static_cast<int>(std::ranges::max_element(values) - values.begin());
  }

  /// The mean sum of rewards, without exploration.
  double evaluate(Environment &environment, int episodes, Random &random) {
    double sum = 0;
    for (const double each :
         episodeReturns(environment, [&](auto state) { return best(state); }, episodes, random))
      sum += each;
    return sum / episodes;
  }

private:
  Program &program;
  Tensor input;
};

std::unique_ptr<Environment> environmentOf(const std::string &name) {
  if (name == "cartpole")
    return std::make_unique<CartPole>();
  if (name == "catch")
    return std::make_unique<Catch>();
  throw Error("there is no environment '" + name + "'; there is cartpole and catch");
}

void run(const std::string &name, std::int64_t steps, std::uint64_t seed) {
  // Two, so that an evaluation does not disturb an episode.
  const std::unique_ptr<Environment> environment = environmentOf(name), other = environmentOf(name);
  const double perfect = name == "cartpole" ? 500 : 1;

  Program program = compile(zoo(name), {.mode = Mode::train});
  program.setThreads(1);
  program.init(seed);
  program.call("copy_to_target");
  Random random(seed);
  Agent agent(program, environment->observationShape());
  ReplayMemory memory(20000, 64, environment->observationShape());
  Tensor rate({}, DType::f32);
  std::ofstream curve(name + ".tsv");
  curve << "steps\tmean return of 20 episodes\n";

  environment->reset(random);
  std::vector<float> state = environment->observation();
  Program best = program.fork();
  double bestReturn = -1e30;
  for (std::int64_t step = 1; step <= steps; ++step) {
    // Exploration: at first always, after the first tenth of all steps one time in fifty.
    const double explores = std::max(0.02, 1 - 10.0 * static_cast<double>(step) / static_cast<double>(steps));
    const int action = random.uniform() < explores
                           ? static_cast<int>(random.below(environment->actionCount()))
                           : agent.best(state);
    const Environment::Outcome outcome = environment->step(action);
    std::vector<float> next = environment->observation();
    memory.add(state, action, outcome, next);
    if (outcome.isOver()) {
      environment->reset(random);
      environment->observation(next);
    }
    state = std::move(next);

    if (memory.size() >= 500) {
      std::vector<Argument> batch = memory.draw(random);
      // The rate falls to zero, so that what has been learnt does not waver in the end.
      rate.values<float>()[0] = 1e-3f * (1 - static_cast<float>(step) / static_cast<float>(steps));
      batch.emplace_back("learning_rate", rate);
      program.call("learn", batch);
      if (step % 250 == 0)
        program.call("copy_to_target");
    }
    if (step % (steps / 20) == 0) {
      Random fixed(7); // the same starts each time
      const double mean = agent.evaluate(*other, 20, fixed);
      curve << step << '\t' << mean << '\n';
      std::printf("%7lld steps: mean return %.2f\n", static_cast<long long>(step), mean);
      std::fflush(stdout);
      if (mean >= bestReturn) {
        bestReturn = mean;
        best = program.fork();
      }
    }
  }
  Agent champion(best, environment->observationShape());
  Random fresh(1000 + seed);
  std::printf("%s, seed %d: mean return of 100 new episodes %.2f, of %.0f at most\n", name.c_str(),
              static_cast<int>(seed), champion.evaluate(*other, 100, fresh), perfect);
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
