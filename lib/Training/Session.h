// One training, from what it begins with, or goes on from, to its end: the object behind Trainer::run(). Its
// whole state is a ModelProgress and the program's variables.
#pragma once

#include "Data/Loader.h"
#include "Training/Examples.h"
#include "Training/PlanRunner.h"
#include "Training/Ranks.h"
#include "dlc/Trainer.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dlc {

/// One run() of a Trainer. What begins it and goes on with it is in Session.cpp, epochs and steps are in
/// SessionEpochs.cpp, and what is written is in SessionState.cpp.
class TrainingSession {
public:
  TrainingSession(const Trainer &hooks, Program &program, const Dataset &dataset, const TrainOptions &options)
      : hooks(hooks), program(program), dataset(dataset), options(options) {
    if (hooks.communicator)
      ranks.emplace(*hooks.communicator, hooks.interrupt, hooks.stepHooks.get());
  }

  TrainResult run();

private:
  using Clock = std::chrono::steady_clock;
  using End = TrainResult::End;

  void checkOptions() const;
  void begin();
  void resume();
  void startLoader();
  /// Throws Error if a rank does not start as the others do.
  void checkRanksAgree();
  void runEpochs();
  /// Steps to the end of the epoch, or what ended training before.
  std::optional<End> runSteps();
  std::optional<End> runStep();
  std::optional<End> finishEpoch();
  EpochRecord record() const;
  void sayPhase();
  End stop(End end) {
    save();
    return end;
  }
  /// Throws Error, and writes nothing, if a parameter is not finite: on all ranks, though only the first one
  /// writes, and may find that it `writes` too often.
  void save(bool writes = true);
  void checkParameters();
  /// At the start of a phase, also of one that training goes on in: forgets the losses of those before, which
  /// are of other entries.
  void beginPhase();
  /// At the end of an epoch, its loss.
  void observe(double loss);
  /// Notes whether an epoch was the best so far, of the phase.
  void compareWithBest(double loss);
  /// Whether training ends because the loss has stopped falling. Only the last phase can end so: each of the
  /// others is there for those behind it.
  bool isPatienceOver() const;
  /// Whether the end of an epoch may write: epochs of a millisecond must not write a file each.
  bool mayWrite() const;
  [[noreturn]] void failNonFinite(const std::string &what);
  std::string explainNonFinite();
  /// Of the schedule, on the learning rate.
  double factorOf(std::uint64_t step) const;
  /// The same on all ranks.
  bool isInterrupted() const { return ranks ? ranks->stops() : hooks.interrupt && *hooks.interrupt; }
  bool hasEpochs() const { return progress.epoch < static_cast<std::uint64_t>(options.epochs); }
  bool validates() const { return options.validation > 0 || options.folds > 0; }
  /// What is to be said where a rank is lost, once the state is saved.
  std::string endWithout(const LostProcess &lost);
  /// Whether this process speaks and writes.
  bool isFirst() const { return !ranks || ranks->isFirst(); }
  std::string describe(const ModelProgress &at) const;
  void say(const std::string &message) const {
    if (hooks.onMessage && isFirst())
      hooks.onMessage(message);
  }

  const Trainer &hooks;
  Program &program;
  const Dataset &dataset;
  const TrainOptions &options;
  std::optional<Ranks> ranks; ///< where several processes share the training
  bool hasBegun = false;
  bool isAlone = false; ///< one of the ranks is lost

  Split sides;
  std::int64_t examplesPerEpoch = 0, stepsPerEpoch = 0;
  Plan plan;
  std::optional<std::size_t> saidPhase;
  std::optional<PlanRunner> runner;
  std::unique_ptr<Loader> loader;
  ModelProgress progress;
  std::optional<ModelProgress> stored; ///< what the file says, if this run wrote or read it
  bool startsFromSeed = true;
  std::optional<Program> best; ///< the best state, until it is in its file
  ModelProgress bestProgress;
  std::optional<Program> start; ///< until there is such a file: the state that training began with
  ModelProgress startProgress;
  double waited = 0;            ///< seconds of this epoch, for data
  double lastRate = 0;          ///< the learning rate of the last step
  std::vector<double> observed; ///< by the schedule, at least of the epochs since `stored` or `start`
  std::optional<Clock::time_point> written;
  Clock::duration writeTook{};
  TrainResult result;
};

} // namespace dlc
