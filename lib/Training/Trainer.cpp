// The training loop. Its whole state is a ModelProgress and the program's variables: what a checkpoint holds
// is what the loop goes on from, whether or not the process ended in between.
#include "dlc/Trainer.h"

#include "Model/Format.h"
#include "Training/Checkpoint.h"
#include "Training/Evaluate.h"
#include "Training/Examples.h"
#include "Training/LbfgsTraining.h"
#include "Training/Memory.h"
#include "Training/PlanRunner.h"
#include "Training/Replay.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>

namespace dlc {
namespace {

using Clock = std::chrono::steady_clock;
using End = TrainResult::End;

/// One run() of a Trainer.
class Session {
public:
  Session(const Trainer &hooks, Program &program, const Dataset &dataset, const TrainOptions &options)
      : hooks(hooks), program(program), dataset(dataset), options(options) {
    if (hooks.communicator)
      ranks.emplace(*hooks.communicator, hooks.interrupt, hooks.stepHooks.get());
  }

  TrainResult run();

private:
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
  bool isPatienceOver() const {
    return hasRunOut(options, progress) && runner->isInLastPhase(static_cast<std::int64_t>(progress.epoch));
  }
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

void Session::checkOptions() const {
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

void Session::begin() {
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

void Session::startLoader() {
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

void Session::checkRanksAgree() {
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

void Session::resume() {
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

void Session::save(bool writes) {
  if (options.checkpoint.empty())
    return;
  if (!isFirst() || !writes) {
    checkParameters();
    return;
  }
  Sums sums = runner->sums();
  progress.metrics = std::move(sums.metrics);
  progress.examplesInEpoch = static_cast<std::uint64_t>(sums.examples);
  if (stored && stored->epoch == progress.epoch && stored->stepInEpoch == progress.stepInEpoch)
    return;
  checkParameters();
  const auto before = Clock::now();
  const bool ownNames = program.classNames().empty();
  const std::vector<std::string> &names = !options.classNames.empty() ? options.classNames
                                          : ownNames                  ? dataset.classNames
                                                                      : program.classNames();
  if (best) { // first, so that a checkpoint never names a best epoch whose state is nowhere
    writeCheckpoint(*best, options, bestProgress, names, bestFile(options.checkpoint));
    best.reset();
  }
  writeCheckpoint(program, options, progress, names, options.checkpoint);
  written = Clock::now();
  writeTook = *written - before;
  stored = progress;
  if (ranks)
    ranks->noteSaved(progress.globalStep);
  start.reset();
  observed.clear();
}

void Session::checkParameters() {
  if (const std::optional<std::string> parameter = findNonFiniteParameter(program))
    failNonFinite("the parameter '" + *parameter + "' is not finite");
}

bool Session::mayWrite() const {
  const auto least = std::max(std::chrono::duration<double>(options.checkpointSeconds),
                              std::chrono::duration<double>(10 * writeTook));
  return !written || Clock::now() - *written >= least;
}

std::string Session::explainNonFinite() {
  std::vector<double> asked{hooks.onNonFinite ? 1. : 0.};
  if (ranks && !isAlone) // all of them repeat the steps, or none does
    ranks->sum(asked);
  if (asked[0] < (ranks ? ranks->size() : 1))
    return "";
  say("to find what made it, the steps since " + (stored ? options.checkpoint : "the start") +
      " are repeated");
  Program program = start ? start->fork() : this->program.fork();
  ModelProgress from = stored ? *stored : startProgress;
  if (stored && isFirst())
    program.load(options.checkpoint);
  else if (!stored && !start)
    program.init(options.seed);
  if (ranks)
    takeFirst(*ranks, program, from);
  const auto epochs = std::min(progress.epoch - from.epoch, observed.size());
  return ": " + explainFirstNonFinite({dataset,
                                       options,
                                       plan,
                                       sides.training,
                                       {observed.end() - static_cast<std::ptrdiff_t>(epochs), observed.end()},
                                       std::move(program),
                                       from,
                                       ranks ? &*ranks : nullptr},
                                      progress.globalStep, hooks.onNonFinite);
}

std::string Session::describe(const ModelProgress &at) const {
  if (at.stepInEpoch == 0)
    return "epoch " + std::to_string(at.epoch);
  return "step " + std::to_string(at.stepInEpoch) + " of " + std::to_string(stepsPerEpoch) + " in epoch " +
         std::to_string(at.epoch + 1);
}

void Session::failNonFinite(const std::string &what) {
  std::string message = "training stopped after " + describe(progress) + ": " + what + explainNonFinite();
  if (stored)
    message += "; " + options.checkpoint + " is as it was after " + describe(*stored);
  throw Error(message);
}

double Session::factorOf(std::uint64_t step) const {
  return options.schedule.factor({static_cast<std::int64_t>(step), stepsPerEpoch, options.epochs},
                                 progress.schedule);
}

std::optional<End> Session::runStep() {
  const auto start = Clock::now();
  Batch batch = loader->next();
  waited += std::chrono::duration<double>(Clock::now() - start).count();
  const auto [loss, learningRate] =
      runner->run(static_cast<std::int64_t>(progress.epoch), static_cast<std::int64_t>(progress.stepInEpoch),
                  options.learningRate, factorOf(progress.globalStep), batch);
  lastRate = learningRate;
  ++progress.stepInEpoch;
  ++progress.globalStep;
  if (!std::isfinite(loss))
    failNonFinite("the loss is " + std::string(std::isnan(loss) ? "NaN" : "infinite"));
  progress.secondsInEpoch += std::chrono::duration<double>(Clock::now() - start).count();
  if (!hooks.onStep)
    return std::nullopt;
  const Averages averages = runner->averages(static_cast<std::int64_t>(progress.epoch));
  StepRecord step;
  step.epoch = static_cast<std::int64_t>(progress.epoch) + 1;
  step.epochs = options.epochs;
  step.step = static_cast<std::int64_t>(progress.stepInEpoch);
  step.steps = stepsPerEpoch;
  step.globalStep = static_cast<std::int64_t>(progress.globalStep);
  step.loss = loss;
  step.learningRate = learningRate;
  step.averages = &averages;
  step.examplesPerEpoch = examplesPerEpoch;
  step.seconds = progress.secondsInEpoch;
  if (hooks.onStep(step))
    return std::nullopt;
  if (!ranks)
    return End::Stopped;
  ranks->requestStop(); // behind the next step, with the others
  return std::nullopt;
}

std::optional<End> Session::runSteps() {
  const auto steps = static_cast<std::uint64_t>(stepsPerEpoch);
  const auto every = static_cast<std::uint64_t>(options.checkpointEvery);
  while (progress.stepInEpoch < steps) {
    if (isInterrupted())
      return stop(End::Interrupted);
    if (const std::optional<End> end = runStep())
      return stop(*end);
    // The end of the epoch writes its own.
    if (every && progress.globalStep % every == 0 && progress.stepInEpoch < steps)
      save();
  }
  return std::nullopt;
}

EpochRecord Session::record() const {
  EpochRecord record;
  record.epoch = static_cast<std::int64_t>(progress.epoch) + 1;
  record.epochs = options.epochs;
  record.training = runner->averages(static_cast<std::int64_t>(progress.epoch));
  record.learningRate = lastRate;
  record.seconds = progress.secondsInEpoch;
  record.waitedSeconds = waited;
  record.imagesPerSecond =
      static_cast<double>(record.training.examples) / std::max(progress.secondsInEpoch, 1e-9);
  record.peakBytes = peakResidentBytes();
  return record;
}

std::optional<End> Session::finishEpoch() {
  std::optional<Averages> validation;
  if (validates()) {
    validation = evaluateExamples(program, dataset, options.batch, sides.validation, hooks.interrupt,
                                  ranks ? &*ranks : nullptr);
    if (!validation)
      return stop(End::Interrupted);
  }
  EpochRecord ended = record();
  ended.validation = std::move(validation);
  result.epochs.push_back(ended);
  const double loss = ended.validation ? ended.validation->loss
                                       : runner->comparedLoss(static_cast<std::int64_t>(progress.epoch));
  // Reported before it is saved: whoever is killed in between hears it twice, which is better than never.
  bool goOn = !hooks.onEpoch || hooks.onEpoch(ended);
  if (!goOn && ranks) {
    ranks->requestStop();
    goOn = true;
  }
  ++progress.epoch;
  progress.stepInEpoch = 0;
  progress.secondsInEpoch = 0;
  waited = 0;
  runner->setSums({});
  observe(loss);
  const bool ends = !goOn || isPatienceOver();
  // The last state is always written.
  const bool writes = ends || !hasEpochs() || mayWrite();
  if (writes || ranks)
    save(writes);
  if (ends)
    return goOn ? End::NoBetter : End::Stopped;
  return std::nullopt;
}

void Session::observe(double loss) {
  observed.push_back(loss);
  compareWithBest(loss);
  const bool lowersRate = options.schedule.observe(loss, progress.schedule);
  beginPhase();
  if (lowersRate && progress.schedule.factor < 1 && hasEpochs()) // another phase takes it back
    say("the loss has stopped falling, the learning rate is " +
        readable(runner->learningRateOf(static_cast<std::int64_t>(progress.epoch), 0, options.learningRate,
                                        factorOf(progress.globalStep))) +
        " from here on");
}

void Session::beginPhase() {
  const auto first = static_cast<std::uint64_t>(
      runner->firstEpochOf(runner->phaseOf(static_cast<std::int64_t>(progress.epoch))));
  if (first > 0 && progress.epoch == first)
    progress.schedule = {};
  if (progress.bestEpoch <= first) {
    progress.bestLoss = std::numeric_limits<double>::infinity();
    progress.bestEpoch = 0;
  }
}

void Session::compareWithBest(double loss) {
  if (!(loss < progress.bestLoss))
    return;
  progress.bestLoss = loss;
  progress.bestEpoch = progress.epoch;
  // The best state of a phase before the last is none that anybody wants: nothing is trained from it.
  const bool isLast = runner->isInLastPhase(static_cast<std::int64_t>(progress.epoch) - 1);
  if (isLast && !options.checkpoint.empty() && isFirst() && (options.keepBest || options.patience > 0)) {
    best = program.fork();
    bestProgress = progress;
    bestProgress.metrics.clear();
    bestProgress.examplesInEpoch = 0;
  }
}

/// When another phase of the plan begins, and when training goes on in one.
void Session::sayPhase() {
  if (plan.phases.size() == 1)
    return;
  const std::size_t phase = runner->phaseOf(static_cast<std::int64_t>(progress.epoch));
  if (saidPhase != phase)
    say("phase " + std::to_string(phase + 1) + " of " + std::to_string(plan.phases.size()) + ": " +
        Plan{{plan.phases[phase]}}.text());
  saidPhase = phase;
}

void Session::runEpochs() {
  if (isPatienceOver()) { // in the training that this one goes on from
    say(options.checkpoint + " has not become better for " +
        std::to_string(progress.epoch - progress.bestEpoch) + " epochs, nothing is left to do");
    result.end = End::NoBetter;
    return;
  }
  while (hasEpochs()) {
    sayPhase();
    std::optional<End> end = runSteps();
    if (!end)
      end = finishEpoch();
    if (end) {
      result.end = *end;
      break;
    }
  }
}

/// "rank 1 is lost", "ranks 1 and 3 are lost".
static std::string describeLost(const std::vector<int> &ranks) {
  std::string text = ranks.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < ranks.size(); ++i)
    text += (i == 0 ? "" : i + 1 < ranks.size() ? ", " : " and ") + std::to_string(ranks[i]);
  return text + (ranks.size() == 1 ? " is lost" : " are lost");
}

std::string Session::endWithout(const LostProcess &lost) {
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

TrainResult Session::run() {
  try {
    begin();
    runEpochs();
  } catch (const LostProcess &lost) {
    throw LostProcess(endWithout(lost));
  }
  result.bestEpoch = static_cast<std::int64_t>(progress.bestEpoch);
  return std::move(result);
}

} // namespace

std::string bestFile(const std::string &checkpoint) {
  return std::filesystem::path(checkpoint).replace_extension("best.dlm").string();
}

TrainResult Trainer::run() {
  if (options.lbfgs)
    return trainByLbfgs(*this, program, dataset, options);
  return Session(*this, program, dataset, options).run();
}

} // namespace dlc
