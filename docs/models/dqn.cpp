// Deep Q-learning: an agent that learns an environment by trial and error. See dqn.md.
//
//   dqn cartpole|catch [STEPS [SEED]] [--resume]
//
// So many steps of the environment, default 200000; writes NAME.dlm and NAME.tsv. While it learns, all that
// it needs to go on is in a folder NAME-STEP.resume; Ctrl-C ends it at the end of an episode.
//
// Everything that learns is in the network's own file (lib/Zoo/Texts/cartpole.mlir, catch.mlir); environments
// and the store of past steps are dlc's (dlc/Environment.h, dlc/ReplayMemory.h). Here is the loop around
// them, with the exploration.
#include "dlc/Compile.h"
#include "dlc/ReplayMemory.h"
#include "dlc/Zoo.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace dlc;
namespace fs = std::filesystem;

namespace {

volatile std::sig_atomic_t isInterrupted = 0;

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

/// What is learnt so far. Between two episodes it is all that there is to keep.
class Learning {
public:
  Learning(const std::string &name, std::int64_t steps, std::uint64_t seed)
      : name(name), steps(steps), seed(seed), environment(environmentOf(name)), trial(environmentOf(name)),
        program(compile(zoo(name), {.mode = Mode::train})), best(program.fork()), random(seed),
        memory(20000, 64, environment->observationShape()), agent(program, environment->observationShape()) {
    program.setThreads(1);
    program.init(seed);
    program.call("copy_to_target");
    best = program.fork();
  }

  /// False if it was interrupted; what there is then is kept.
  bool run() {
    std::vector<float> state;
    bool isOver = true;
    while (step < steps) {
      if (isOver) {
        const bool isDue = step - keptAt >= std::max<std::int64_t>(steps / 20, 1);
        if (isDue || isInterrupted)
          keep();
        if (isInterrupted)
          return false;
        environment->reset(random);
        state = environment->observation();
      }
      isOver = act(state);
      learn();
      if (++step % std::max<std::int64_t>(steps / 20, 1) == 0)
        evaluate();
    }
    return true;
  }

  void resume();
  void finish();

private:
  /// A step of the environment, which is remembered. Whether the episode is over.
  bool act(std::vector<float> &state) {
    // Exploration: at first always, after the first tenth of all steps one time in fifty.
    const double explores =
        std::max(0.02, 1 - 10.0 * static_cast<double>(step + 1) / static_cast<double>(steps));
    const int action = random.uniform() < explores
                           ? static_cast<int>(random.below(environment->actionCount()))
                           : agent.best(state);
    const Environment::Outcome outcome = environment->step(action);
    std::vector<float> next = environment->observation();
    memory.add(state, action, outcome, next);
    state = std::move(next);
    return outcome.isOver();
  }

  void learn() {
    if (memory.size() < 500)
      return;
    std::vector<Argument> batch = memory.draw(random);
    // The rate falls to zero, so that what has been learnt does not waver in the end.
    const double left = std::max(0.0, 1 - static_cast<double>(step + 1) / static_cast<double>(steps));
    rate.values<float>()[0] = static_cast<float>(1e-3 * left);
    batch.emplace_back("learning_rate", rate);
    program.call("learn", batch);
    if ((step + 1) % 250 == 0)
      program.call("copy_to_target");
  }

  void evaluate() {
    Random fixed(7); // the same starts each time
    const double mean = agent.evaluate(*trial, 20, fixed);
    curve.push_back(std::to_string(step) + '\t' + std::to_string(mean));
    std::printf("%7lld steps: mean return %.2f\n", static_cast<long long>(step), mean);
    std::fflush(stdout);
    if (mean >= bestReturn) {
      bestReturn = mean;
      best = program.fork();
    }
  }

  void keep();
  /// Folders to go on from, by the steps that were made.
  std::vector<std::pair<std::int64_t, fs::path>> kept() const;

  std::string name;
  std::int64_t steps;
  std::uint64_t seed;
  std::unique_ptr<Environment> environment, trial; // a trial must not disturb an episode
  Program program, best;
  Random random;
  ReplayMemory memory;
  Agent agent;
  Tensor rate{{}, DType::f32};
  std::int64_t step = 0, keptAt = 0;
  double bestReturn = -1e30;
  std::vector<std::string> curve;
};

std::vector<std::pair<std::int64_t, fs::path>> Learning::kept() const {
  std::vector<std::pair<std::int64_t, fs::path>> folders;
  for (const fs::directory_entry &entry : fs::directory_iterator(".")) {
    const std::string file = entry.path().filename().string();
    if (file.starts_with(name + "-") && file.ends_with(".resume"))
      folders.emplace_back(std::atoll(file.c_str() + name.size() + 1), entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

/// A folder gets its name when it is complete, and only then its predecessors go.
void Learning::keep() {
  const fs::path folder = name + "-" + std::to_string(step) + ".resume", unfinished = name + ".unfinished";
  const std::vector<std::pair<std::int64_t, fs::path>> before = kept();
  if (keptAt == step && !before.empty())
    return; // resumed, and interrupted at once
  fs::remove_all(unfinished);
  fs::create_directory(unfinished);
  program.save((unfinished / "network.dlm").string());
  best.save((unfinished / "best.dlm").string());
  std::ofstream steps(unfinished / "memory", std::ios::binary);
  memory.save(steps);
  std::ofstream loop(unfinished / "loop");
  loop << this->steps << ' ' << seed << ' ' << step << ' ' << std::hexfloat << bestReturn << '\n'
       << random.state() << '\n';
  for (const std::string &line : curve)
    loop << line << '\n';
  if (!loop.flush())
    throw Error((unfinished / "loop").string() + " could not be written");
  fs::remove_all(folder); // of another training
  fs::rename(unfinished, folder);
  for (const auto &[made, old] : before)
    if (made != step)
      fs::remove_all(old);
  keptAt = step;
}

void Learning::resume() {
  const std::vector<std::pair<std::int64_t, fs::path>> folders = kept();
  if (folders.empty())
    throw Error("there is no folder " + name + "-STEP.resume to go on from");
  const fs::path folder = folders.back().second;
  std::ifstream loop(folder / "loop"), remembered(folder / "memory", std::ios::binary);
  std::int64_t theirSteps = 0;
  std::uint64_t theirSeed = 0;
  std::string number, state, line;
  if (!(loop >> theirSteps >> theirSeed >> step >> number >> std::ws) || !std::getline(loop, state))
    throw Error((folder / "loop").string() + " is damaged");
  if (theirSteps != steps || theirSeed != seed)
    throw Error(folder.string() + " is of " + std::to_string(theirSteps) + " steps with seed " +
                std::to_string(theirSeed) + ", not of " + std::to_string(steps) + " with seed " +
                std::to_string(seed));
  bestReturn = std::strtod(number.c_str(), nullptr);
  random.setState(state);
  while (std::getline(loop, line))
    curve.push_back(line);
  memory.load(remembered);
  program.load((folder / "network.dlm").string());
  best.load((folder / "best.dlm").string());
  keptAt = step;
  std::printf("%7lld steps: resumed\n", static_cast<long long>(step));
}

void Learning::finish() {
  Agent champion(best, environment->observationShape());
  Random fresh(1000 + seed);
  std::printf("%s, seed %d: mean return of 100 new episodes %.2f, of %.0f at most\n", name.c_str(),
              static_cast<int>(seed), champion.evaluate(*trial, 100, fresh),
              name == "cartpole" ? 500.0 : 1.0);
  best.save(name + ".dlm");
  std::ofstream file(name + ".tsv");
  file << "steps\tmean return of 20 episodes\n";
  for (const std::string &line : curve)
    file << line << '\n';
  for (const auto &[made, folder] : kept())
    fs::remove_all(folder);
}

} // namespace

int main(int argc, char **argv) {
  try {
    std::vector<std::string> words(argv + 1, argv + argc);
    const bool resumes = std::erase(words, "--resume") > 0;
    std::signal(SIGINT, [](int) { isInterrupted = 1; });
    Learning learning(!words.empty() ? words[0] : "cartpole",
                      words.size() > 1 ? std::stoll(words[1]) : 200000,
                      words.size() > 2 ? std::stoull(words[2]) : 1);
    if (resumes)
      learning.resume();
    if (!learning.run()) {
      std::fprintf(stderr, "dqn: interrupted; the same command with --resume goes on\n");
      return 130;
    }
    learning.finish();
  } catch (const std::exception &error) {
    std::fprintf(stderr, "dqn: %s\n", error.what());
    return 1;
  }
}
