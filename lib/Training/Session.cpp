// How a training begins, on all ranks alike, or goes on from a checkpoint, and what becomes of it when a rank
// is lost.
#include "Training/Session.h"

#include "Model/Format.h"
#include "Training/Checkpoint.h"

#include <cmath>

namespace dlc {

void TrainingSession::checkOptions() const {
  const auto fail = [](const std::string &message) { throw Error("training: " + message); };
  if (options.epochs < 1)
    fail("the number of epochs is " + std::to_string(options.epochs) + ", it must be at least 1");
  if (options.batch < 1)
    fail("the batch size is " + std::to_string(options.batch) + ", it must be at least 1");
  if (options.folds > 0 && (options.fold < 0 || options.fold >= options.folds || options.validation > 0))
    fail(options.validation > 0 ? "a fold is held back, so no other part can be, too"
                                : "fold " + std::to_string(options.fold) + " of " +
                                      std::to_string(options.folds) + " was asked for");
  if (!std::isfinite(options.learningRate) || options.learningRate < 0)
    fail("the learning rate is " + exact(options.learningRate) + ", it must be a number of at least 0");
  if (options.checkpointEvery < 0)
    fail("a checkpoint every " + std::to_string(options.checkpointEvery) +
         " steps is impossible; 0 means after epochs only");
  if (ranks && options.batch < ranks->size())
    fail("the batch size is " + std::to_string(options.batch) +
         ", it must be at least the number of processes, " + std::to_string(ranks->size()));
  if (options.patience < 0)
    fail("a patience of " + std::to_string(options.patience) + " epochs is impossible; 0 means to go on");
  if (options.stratify && options.validation == 0)
    fail("a stratified split needs a part to hold back; folds are stratified as they are");
  if (options.checkpoint.empty() && (options.resume || options.checkpointEvery || options.keepBest))
    fail("checkpoints need a file to go to");
}

void TrainingSession::begin() {
  checkOptions();
  sides = sidesOf(dataset, options);
  examplesPerEpoch = static_cast<std::int64_t>(sides.training.size());
  plan = Plan::parse(!options.plan.empty() ? options.plan
                     : ranks               ? nameOf(EntryRole::TrainStep)
                                           : program.entry(EntryRole::TrainStep).name);
  stepsPerEpoch = (examplesPerEpoch - 1) / options.batch + 1;
  runner.emplace(program, plan, dataset, stepsPerEpoch, options.epochs, ranks ? &*ranks : nullptr);
  if (validates())
    Feed(program, EntryRole::Evaluate, dataset); // only to complain before an epoch has gone by
  progress.seed = progress.shuffleSeed = options.seed;
  progress.batchSize = static_cast<std::uint64_t>(options.batch);
  progress.examples = static_cast<std::uint64_t>(dataset.size());
  progress.validationExamples = sides.validation.size();
  if (!options.checkpoint.empty() && isFirst())
    checkWritable(options.checkpoint);
  if (options.resume)
    resume();
  beginPhase();
  // What the seed gives can be had again; other values must be kept for a while.
  for (const VariableInfo &variable : program.variables())
    startsFromSeed &= !program.hasValue(variable.tensor.name);
  program.initMissing(options.seed);
  if (!stored && !startsFromSeed && hooks.onNonFinite)
    start = program.fork();
  startProgress = progress;
  if (progress.globalStep > 0)
    lastRate = options.learningRate * factorOf(progress.globalStep - 1);
  checkRanksAgree();
  startLoader();
  hasBegun = true;
}

void TrainingSession::startLoader() {
  LoaderOptions loading =
      loadingOf(dataset, options, runner->columns(), sides.training, progress.shuffleSeed);
  loading.threads = static_cast<int>(program.threads());
  if (ranks) {
    loading.part = ranks->rank();
    loading.parts = ranks->size();
  }
  LoaderPosition position{static_cast<std::int64_t>(progress.epoch),
                          static_cast<std::int64_t>(progress.stepInEpoch)};
  if (position.batch == stepsPerEpoch) // all steps made, the epoch not yet recorded
    position = {position.epoch + 1, 0};
  loader = std::make_unique<Loader>(dataset, std::move(loading), position);
}

void TrainingSession::checkRanksAgree() {
  if (!ranks)
    return;
  std::uint64_t variables = 0;
  const auto add = [](std::uint64_t &sum, std::span<const std::byte> bytes) {
    sum = sum * 0x9e3779b97f4a7c15 + model_format::checksum(bytes);
  };
  const auto addText = [&](std::uint64_t &sum, const std::string &text) {
    add(sum, std::as_bytes(std::span(text)));
  };
  for (const VariableInfo &variable : program.variables())
    add(variables, program.variable(variable.tensor.name).bytes());
  std::uint64_t data = 0, model = 0, how = 0;
  addText(data, dataset.schema());
  constexpr std::size_t looked = 1 << 20; // at both ends of a column: it may be larger than the memory
  for (const Column &column : dataset.columns) {
    const auto bytes = column.values.bytes();
    add(data, bytes.first(std::min(bytes.size(), looked)));
    add(data, bytes.last(std::min(bytes.size(), looked)));
  }
  addText(model, program.graph());
  addText(how, plan.text() + " " + exact(options.learningRate) + " " + options.schedule.text() + " " +
                   options.optimizer + " " + options.augmentation + " " + std::to_string(options.batch) +
                   " " + std::to_string(options.epochs) + " " + std::to_string(options.seed) + " " +
                   exact(options.validation) + " " + std::to_string(options.stratify) + " " +
                   std::to_string(options.balance) + " " + std::to_string(progress.globalStep));
  ranks->checkSame(model, "another model");
  ranks->checkSame(data, "other data");
  ranks->checkSame(how, "other options, or another progress,");
  ranks->checkSame(variables, "other weights to start from");
}

void TrainingSession::resume() {
  stored = resumeFrom(program, options, progress, stepsPerEpoch, runner->metricNames(),
                      [this](const auto &text) { say(text); });
  if (!stored)
    return;
  progress = *stored;
  if (ranks)
    ranks->noteSaved(stored->globalStep);
  result.resumed = true;
  runner->setSums({progress.metrics, static_cast<std::int64_t>(progress.examplesInEpoch)});
}

double TrainingSession::factorOf(std::uint64_t step) const {
  return options.schedule.factor({static_cast<std::int64_t>(step), stepsPerEpoch, options.epochs},
                                 progress.schedule);
}

/// "rank 1 is lost", "ranks 1 and 3 are lost".
static std::string describeLost(const std::vector<int> &ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i)
    text += (i == 0 ? "" : i + 1 < ranks.size() ? ", " : " and ") + std::to_string(ranks[i]);
  return text + (ranks.size() == 1 ? " is lost" : " are lost");
}

std::string TrainingSession::endWithout(const LostProcess &lost) {
  isAlone = true;
  const std::vector<int> missing = ranks->findLost([this] {
    if (hasBegun) // a step that was not finished has changed nothing
      save();
  });
  std::string message = missing.empty() ? lost.what() : describeLost(missing);
  if (!hasBegun)
    return message + "; training had not begun, and nothing is saved";
  message += "; training stopped after " + describe(progress);
  const std::string goOn =
      ", and the same command with --resume goes on from there, with any number of processes";
  if (isFirst())
    return message + (stored ? ", which is saved in " + options.checkpoint + goOn : "");
  const std::optional<std::uint64_t> saved = ranks->savedByFirst();
  if (options.checkpoint.empty() || !saved)
    return message + ", and nothing is saved";
  const auto steps = static_cast<std::uint64_t>(stepsPerEpoch);
  return message + "; " + options.checkpoint + " is as it was after " +
         describe({.epoch = *saved / steps, .stepInEpoch = *saved % steps}) + goOn;
}

TrainResult TrainingSession::run() {
  try {
    begin();
    runEpochs();
  } catch (const LostProcess &lost) {
    throw LostProcess(endWithout(lost));
  }
  result.bestEpoch = static_cast<std::int64_t>(progress.bestEpoch);
  return std::move(result);
}

} // namespace dlc
