#include "Training/LbfgsTraining.h"

#include "Training/Checkpoint.h"
#include "Training/Evaluate.h"
#include "Training/Examples.h"
#include "Training/LbfgsCheckpoint.h"
#include "Training/Memory.h"

#include <chrono>
#include <cmath>
#include <limits>

namespace dlc {
namespace {

using Clock = std::chrono::steady_clock;
using End = TrainResult::End;

/// Leaves an iteration, which then has not been.
struct Interrupted {};

class LbfgsSession {
public:
  LbfgsSession(const Trainer &hooks, Program &program, const Dataset &dataset, const TrainOptions &options)
      : hooks(hooks), program(program), dataset(dataset), options(options), sides(sidesOf(dataset, options)),
        feed(program, EntryRole::Gradient, dataset) {}

  TrainResult run();

private:
  void check() const;
  void begin();
  void resume();
  void minimize();
  void pass(const std::function<void(const std::vector<Argument> &, std::int64_t)> &call);
  /// Both return whether training goes on.
  bool iterate(const Lbfgs::Record &iteration);
  bool finishEpoch(double loss);
  void compareWithBest(double loss);
  void save();
  void say(const std::string &message) const {
    if (hooks.onMessage)
      hooks.onMessage(message);
  }
  std::int64_t examples() const { return static_cast<std::int64_t>(sides.training.size()); }
  bool isInterrupted() const { return hooks.interrupt && *hooks.interrupt; }

  const Trainer &hooks;
  Program &program;
  const Dataset &dataset;
  const TrainOptions &options;
  Split sides;
  Feed feed;
  std::optional<Lbfgs> lbfgs;
  ModelProgress progress; ///< the step in an epoch is 1 when its iteration is made, and the epoch not ended
  std::optional<Program> best; ///< the best state, until it is in its file
  ModelProgress bestProgress;
  std::optional<ModelProgress> stored; ///< what the file says, if this run wrote or read it
  Clock::time_point began = Clock::now(), written = began;
  std::int64_t evaluations = 0;
  TrainResult result;
};

void LbfgsSession::check() const {
  const auto fail = [](const std::string &what) { throw Error("training: L-BFGS " + what); };
  if (hooks.communicator)
    fail("is for one process");
  if (!options.plan.empty())
    fail("calls 'gradient', and no plan");
  if (!options.augmentation.empty() || options.balance)
    fail("sees all examples, as they are, in each iteration: there is nothing to " +
         std::string(options.balance ? "balance" : "augment"));
  if (options.schedule.text() != "constant")
    fail("finds the length of its steps itself, and has no schedule");
  if (options.epochs < 1 || options.batch < 1)
    fail("needs at least one epoch, which is an iteration, and one example at a time");
  if (options.resume && options.checkpoint.empty())
    fail("resumes from a checkpoint, and none is named");
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
    if (isInterrupted())
      throw Interrupted();
    Batch batch = loader.next();
    isLast = batch.endsEpoch;
    feed.bind(batch);
    call(feed.arguments(), static_cast<std::int64_t>(batch.examples.size()));
  }
}

void LbfgsSession::save() {
  if (options.checkpoint.empty() || stored == progress)
    return;
  const std::vector<std::string> &names = !options.classNames.empty()    ? options.classNames
                                          : program.classNames().empty() ? dataset.classNames
                                                                         : program.classNames();
  if (best) {
    writeCheckpoint(*best, options, bestProgress, names, bestFile(options.checkpoint));
    best.reset();
  }
  const std::optional<LbfgsState> state = lbfgs->state();
  writeCheckpoint(program, options, progress, names, options.checkpoint,
                  state ? segmentsOf(*state) : std::vector<ModelSegment>());
  stored = progress;
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

bool LbfgsSession::iterate(const Lbfgs::Record &iteration) {
  if (!std::isfinite(iteration.loss))
    throw Error(
        "training stopped after epoch " + std::to_string(progress.epoch) + ": the loss is not finite" +
        (stored ? "; " + options.checkpoint + " is as it was after epoch " + std::to_string(stored->epoch)
                : ""));
  ++progress.globalStep;
  progress.stepInEpoch = 1;
  progress.metrics = {{"loss", iteration.loss * static_cast<double>(examples())}};
  progress.examplesInEpoch = static_cast<std::uint64_t>(examples());
  return finishEpoch(iteration.loss);
}

bool LbfgsSession::finishEpoch(double loss) {
  EpochRecord record;
  record.epoch = static_cast<std::int64_t>(progress.epoch) + 1;
  record.epochs = options.epochs;
  record.training.loss = loss;
  record.training.examples = examples();
  record.learningRate = options.learningRate;
  record.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  record.imagesPerSecond = static_cast<double>(examples() * evaluations) / std::max(record.seconds, 1e-9);
  record.peakBytes = peakResidentBytes();
  if (!sides.validation.empty()) {
    record.validation = evaluateExamples(program, dataset, options.batch, sides.validation, hooks.interrupt);
    if (!record.validation)
      return false;
  }
  result.epochs.push_back(record);
  bool goesOn = !hooks.onStep || hooks.onStep(stepOf(record));
  goesOn &= !hooks.onEpoch || hooks.onEpoch(record);
  ++progress.epoch;
  progress.stepInEpoch = progress.examplesInEpoch = 0;
  progress.metrics.clear();
  compareWithBest((record.validation ? *record.validation : record.training).loss);
  if (std::chrono::duration<double>(Clock::now() - written).count() >= options.checkpointSeconds)
    save();
  began = Clock::now();
  evaluations = 0;
  if (!goesOn)
    result.end = End::Stopped;
  else if (hasRunOut(options, progress))
    result.end = End::NoBetter;
  return result.end == End::Finished && progress.epoch < static_cast<std::uint64_t>(options.epochs) &&
         !isInterrupted();
}

void LbfgsSession::resume() {
  stored = resumeFrom(program, options, progress, 1, {"loss"}, [this](const auto &text) { say(text); });
  if (!stored)
    return;
  progress = *stored;
  result.resumed = true;
  if (progress.globalStep == 0)
    return;
  LbfgsState state = readLbfgsState(ModelFile(options.checkpoint));
  try {
    lbfgs->resume(std::move(state));
  } catch (const Error &error) {
    throw Error(options.checkpoint + " cannot be resumed: " + error.what());
  }
}

void LbfgsSession::begin() {
  check();
  if (!options.checkpoint.empty())
    checkWritable(options.checkpoint);
  progress.seed = progress.shuffleSeed = options.seed;
  progress.batchSize = static_cast<std::uint64_t>(options.batch);
  progress.examples = static_cast<std::uint64_t>(dataset.size());
  progress.validationExamples = sides.validation.size();
  LbfgsOptions how = *options.lbfgs;
  how.iterations = how.evaluations = std::numeric_limits<std::int64_t>::max(); // finishEpoch() ends them
  how.learningRate = options.learningRate;
  lbfgs.emplace(program, how);
  lbfgs->onIteration = [this](const Lbfgs::Record &iteration) { return iterate(iteration); };
  if (options.resume)
    resume();
  program.initMissing(options.seed);
}

void LbfgsSession::minimize() {
  began = Clock::now();
  if (progress.epoch >= static_cast<std::uint64_t>(options.epochs))
    return;
  // The iteration that an interruption left without its validation.
  if (progress.stepInEpoch > 0 && !finishEpoch(lbfgs->state()->loss))
    return;
  const LbfgsResult minimum = lbfgs->minimize([this](const auto &call) { pass(call); });
  if (minimum.end == LbfgsResult::End::Gradient || minimum.end == LbfgsResult::End::Change)
    say("L-BFGS has ended after " + std::to_string(progress.epoch) + " iterations, since " +
        (minimum.end == LbfgsResult::End::Gradient ? "the gradient is zero"
                                                   : "the loss does not change any more"));
}

TrainResult LbfgsSession::run() {
  begin();
  if (hasRunOut(options, progress)) { // in the training that this one goes on from
    say(options.checkpoint + " has not become better for " +
        std::to_string(progress.epoch - progress.bestEpoch) + " epochs, nothing is left to do");
    result.end = End::NoBetter;
  } else {
    try {
      minimize();
    } catch (const Interrupted &) {
    }
  }
  if (isInterrupted() && result.end == End::Finished &&
      progress.epoch < static_cast<std::uint64_t>(options.epochs))
    result.end = End::Interrupted;
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
