// Runs a plan: which calls a step of an epoch consists of, with what each is fed. Comes in: batches of a
// loader. Goes out: calls of a program, and sums of what they return. All is a function of epoch and step, so
// that steps can be repeated and resumed.
#pragma once

#include "Training/Feed.h"
#include "Training/RankStep.h"
#include "dlc/Plan.h"

#include <functional>
#include <memory>

namespace dlc {

class PlanRunner {
public:
  /// Throws Error as Feed does, for entries that the program has not, for scalars that they do not take, and
  /// for a phase in which nothing takes data. With `ranks`, these share what takes data, and batches are this
  /// rank's parts.
  PlanRunner(Program &program, const Plan &plan, const Dataset &dataset, std::int64_t stepsPerEpoch,
             std::int64_t epochs, Ranks *ranks = nullptr);

  /// For the loader: the columns that any of the calls takes.
  const std::vector<LoadedColumn> &columns() const { return loaded; }

  struct Result {
    double loss = 0;         ///< of the call that took the batch
    double learningRate = 0; ///< that it was made with
  };
  /// The calls of a step: those without data, and then one with the batch. `rate` is the learning rate where
  /// the plan gives none, `factor` what the schedule makes of both. The program's variables change.
  Result run(std::int64_t epoch, std::int64_t step, double rate, double factor, Batch &batch);

  /// What such a step will be made with.
  double learningRateOf(std::int64_t epoch, std::int64_t step, double rate, double factor);

  /// Called before and after each call of run(), if they are there; false ends the step.
  std::function<void()> beforeCall;
  std::function<bool(const Result &)> afterCall;

  /// Of the last call: its entry, and what it was called with.
  const std::string &lastEntry() const { return calls[last].planned.entry; }
  std::vector<Argument> lastArguments() const {
    return calls[last].shared ? calls[last].shared->arguments() : calls[last].feed().arguments();
  }
  /// Where ranks share that call, makes a state before it that of this rank.
  void takeOwnStreams(Program &program) const {
    if (calls[last].shared)
      calls[last].shared->takeOwnStreams(program);
  }

  /// Of the epoch so far, under names that tell the entries apart where several take data.
  Sums sums() const;
  void setSums(const Sums &sums);
  std::vector<std::string> metricNames() const;

  /// Of an epoch so far: means of what its phase calls with data, under names that tell several entries
  /// apart. The loss is that of the first one that was called.
  Averages averages(std::int64_t epoch) const;
  /// What the epochs of a phase are compared by: the mean loss of the first entry that it calls with data.
  /// NaN in an epoch that has not come to call it.
  double comparedLoss(std::int64_t epoch) const;

  /// Number of the phase of an epoch, from 0.
  std::size_t phaseOf(std::int64_t epoch) const;
  std::int64_t firstEpochOf(std::size_t phase) const { return firstEpochs[phase]; }
  bool isInLastPhase(std::int64_t epoch) const { return phaseOf(epoch) + 2 == firstEpochs.size(); }

private:
  struct Call {
    PlannedCall planned;
    std::size_t phase = 0;
    std::unique_ptr<Feed> whole;      ///< of an entry that is called as it is
    std::unique_ptr<RankStep> shared; ///< or of one that ranks share
    std::vector<std::size_t> columns; ///< of the batch, in the feed's order
    std::size_t first = 0;            ///< call of the same entry, which has the sums of all of these
    Sums sums;

    Feed &feed() const { return shared ? shared->feed() : *whole; }
    void setScalar(const std::string &name, double value) const;
    void setLearningRate(double rate) const;
  };
  /// Indices of calls; the last one takes data.
  using Step = std::vector<std::size_t>;

  /// Those that have sums: the first ones of entries that take data.
  std::vector<const Call *> summed() const;
  /// Those that have the sums of a phase, in the order in which it calls their entries.
  std::vector<const Call *> summedIn(std::size_t phase) const;
  void planEpoch(std::int64_t epoch);
  void planNext(std::size_t phase);
  std::size_t dueCall(std::size_t phase);
  /// Of a scalar in a step of its phase.
  double valueOf(const PlannedScalar &scalar, std::size_t phase, std::int64_t epoch, std::int64_t step) const;
  double rateOf(const Call &call, std::int64_t epoch, std::int64_t step, double rate) const;
  bool execute(std::size_t index, std::int64_t epoch, std::int64_t step, double rate, double factor,
               Batch *batch, Result &result);

  std::int64_t stepsPerEpoch;
  std::vector<std::int64_t> firstEpochs; ///< of each phase, and behind the last one
  std::vector<Call> calls;               ///< of all phases, one after the other
  std::vector<std::size_t> firstCalls;   ///< of each phase
  std::vector<LoadedColumn> loaded;
  std::vector<Step> steps; ///< of the planned epoch
  Step atEnd;              ///< behind its last step
  std::int64_t plannedEpoch = -1;
  struct {
    std::size_t call;
    std::int64_t repeated, round;
  } cursor{}; ///< behind the planned epoch
  std::size_t last = 0;
};

} // namespace dlc
