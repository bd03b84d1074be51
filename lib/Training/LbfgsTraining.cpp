#include "Training/LbfgsTraining.h"

#include "Training/Checkpoint.h"
#include "Training/Evaluate.h"
#include "Training/Examples.h"
#include "Training/Memory.h"

#include <chrono>
#include <cmath>
#include <limits>

namespace dlc {
namespace {

using Clock = std::chrono::steady_clock;
using End = TrainResult::End;

class LbfgsSession {
public:
  LbfgsSession(const Trainer &hooks, Program &program, const Dataset &dataset, const TrainOptions &options)
      : hooks(hooks), program(program), dataset(dataset), options(options), sides(sidesOf(dataset, options)),
        feed(program, EntryRole::Gradient, dataset) {}

  TrainResult run();

private:
  void check() const;
  void pass(const std::function<void(const std::vector<Argument> &, std::int64_t)> &call);
  bool iterate(const Lbfgs::Record &iteration);
  void compareWithBest(double loss);
  void save();
  std::int64_t examples() const { return static_cast<std::int64_t>(sides.training.size()); }
  bool isInterrupted() const { return hooks.interrupt && *hooks.interrupt; }

  const Trainer &hooks;
  Program &program;
  const Dataset &dataset;
  const TrainOptions &options;
  Split sides;
  Feed feed;
  ModelProgress progress;
  std::optional<Program> best; ///< the best state, until it is in its file
  ModelProgress bestProgress;
  std::optional<std::uint64_t> stored; ///< the epoch that the file is of
  Clock::time_point began = Clock::now(), written = began;
  std::int64_t evaluations = 0;
  TrainResult result;
};

void LbfgsSession::check() const {
  const auto fail = [](const std::string &what) { throw Error("training: L-BFGS " + what); };
  if (hooks.communicator)
    fail("is for one process");
  if (options.resume)
    fail("does not resume, since what it has learnt of the curvature is in no file; a new training can start "
         "from "
         "the weights of " +
         options.checkpoint);
  if (!options.plan.empty())
    fail("calls 'gradient', and no plan");
  if (!options.augmentation.empty() || options.balance)
    fail("sees all examples, as they are, in each iteration: there is nothing to " +
         std::string(options.balance ? "balance" : "augment"));
  if (options.schedule.text() != "constant")
    fail("finds the length of its steps itself, and has no schedule");
  if (options.epochs < 1 || options.batch < 1)
    fail("needs at least one epoch, which is an iteration, and one example at a time");
}

/// All examples to learn from, in their order.
void LbfgsSession::pass(const std::function<void(const std::vector<Argument> &, std::int64_t)> &call) {
  ++evaluations;
  LoaderOptions loading = feed.loaderOptions();
  loading.batchSize = options.batch;
  loading.shuffle = false;
  loading.examples = sides.training;
  Loader loader(dataset, loading);
  for (bool isLast = false; !isLast;) {
    Batch batch = loader.next();
    isLast = batch.endsEpoch;
    feed.bind(batch);
    call(feed.arguments(), static_cast<std::int64_t>(batch.examples.size()));
  }
}

void LbfgsSession::save() {
  if (options.checkpoint.empty() || stored == progress.epoch)
    return;
  const std::vector<std::string> &names = !options.classNames.empty()    ? options.classNames
                                          : program.classNames().empty() ? dataset.classNames
                                                                         : program.classNames();
  if (best) {
    writeCheckpoint(*best, options, bestProgress, names, bestFile(options.checkpoint));
    best.reset();
  }
  writeCheckpoint(program, options, progress, names, options.checkpoint);
  stored = progress.epoch;
  written = Clock::now();
}

void LbfgsSession::compareWithBest(double loss) {
  if (!(loss < progress.bestLoss))
    return;
  progress.bestLoss = loss;
  progress.bestEpoch = progress.epoch;
  if (options.keepBest || options.patience > 0) {
    best = program.fork();
    bestProgress = progress;
  }
}

/// An iteration is a step, too: records are over these.
static StepRecord stepOf(const EpochRecord &record) {
  return {.epoch = record.epoch,
          .epochs = record.epochs,
          .step = 1,
          .steps = 1,
          .globalStep = record.epoch,
          .loss = record.training.loss,
          .learningRate = record.learningRate,
          .averages = &record.training,
          .examplesPerEpoch = record.training.examples,
          .seconds = record.seconds};
}

/// After each iteration; false ends.
bool LbfgsSession::iterate(const Lbfgs::Record &iteration) {
  if (!std::isfinite(iteration.loss))
    throw Error(
        "training stopped after epoch " + std::to_string(progress.epoch) + ": the loss is not finite" +
        (stored ? "; " + options.checkpoint + " is as it was after epoch " + std::to_string(*stored) : ""));
  EpochRecord record;
  record.epoch = static_cast<std::int64_t>(++progress.epoch);
  record.epochs = options.epochs;
  record.training.loss = iteration.loss;
  record.training.examples = examples();
  record.learningRate = options.learningRate;
  record.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  record.imagesPerSecond = static_cast<double>(examples() * evaluations) / std::max(record.seconds, 1e-9);
  record.peakBytes = peakResidentBytes();
  progress.globalStep = progress.epoch;
  if (!sides.validation.empty()) {
    record.validation = evaluateExamples(program, dataset, options.batch, sides.validation, hooks.interrupt);
    if (!record.validation)
      return false;
  }
  result.epochs.push_back(record);
  bool goesOn = !hooks.onStep || hooks.onStep(stepOf(record));
  goesOn &= !hooks.onEpoch || hooks.onEpoch(record);
  compareWithBest((record.validation ? *record.validation : record.training).loss);
  if (std::chrono::duration<double>(Clock::now() - written).count() >= options.checkpointSeconds)
    save();
  began = Clock::now();
  evaluations = 0;
  if (!goesOn)
    result.end = End::Stopped;
  else if (options.patience > 0 &&
           progress.epoch - progress.bestEpoch >= static_cast<std::uint64_t>(options.patience))
    result.end = End::NoBetter;
  return result.end == End::Finished && !isInterrupted();
}

TrainResult LbfgsSession::run() {
  check();
  if (!options.checkpoint.empty())
    checkWritable(options.checkpoint);
  program.initMissing(options.seed);
  progress.seed = progress.shuffleSeed = options.seed;
  progress.batchSize = static_cast<std::uint64_t>(options.batch);
  progress.examples = static_cast<std::uint64_t>(dataset.size());
  progress.validationExamples = sides.validation.size();

  LbfgsOptions how = *options.lbfgs;
  how.iterations = options.epochs;
  how.evaluations = std::numeric_limits<std::int64_t>::max();
  how.learningRate = options.learningRate;
  Lbfgs lbfgs(program, how);
  lbfgs.onIteration = [this](const Lbfgs::Record &iteration) { return iterate(iteration); };
  began = Clock::now();
  const LbfgsResult minimum = lbfgs.minimize([this](const auto &call) { pass(call); });
  if (isInterrupted() && result.end == End::Finished &&
      progress.epoch < static_cast<std::uint64_t>(options.epochs))
    result.end = End::Interrupted;
  if (hooks.onMessage &&
      (minimum.end == LbfgsResult::End::Gradient || minimum.end == LbfgsResult::End::Change))
    hooks.onMessage("L-BFGS has ended after " + std::to_string(minimum.iterations) + " iterations, since " +
                    (minimum.end == LbfgsResult::End::Gradient ? "the gradient is zero"
                                                               : "the loss does not change any more"));
  save();
  result.bestEpoch = static_cast<std::int64_t>(progress.bestEpoch);
  return std::move(result);
}

} // namespace

TrainResult trainByLbfgs(const Trainer &hooks, Program &program, const Dataset &dataset,
                         const TrainOptions &options) {
  return LbfgsSession(hooks, program, dataset, options).run();
}

} // namespace dlc
