// Steps and epochs of a training: what is called, measured, reported and compared.
#include "Training/Session.h"

#include "Training/Checkpoint.h"
#include "Training/Evaluate.h"
#include "Training/Memory.h"

#include <cmath>
#include <limits>

namespace dlc {

std::optional<TrainingSession::End> TrainingSession::runStep() {
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

std::optional<TrainingSession::End> TrainingSession::runSteps() {
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

EpochRecord TrainingSession::record() const {
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

std::optional<TrainingSession::End> TrainingSession::finishEpoch() {
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

void TrainingSession::observe(double loss) {
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

void TrainingSession::beginPhase() {
  const auto first = static_cast<std::uint64_t>(
      runner->firstEpochOf(runner->phaseOf(static_cast<std::int64_t>(progress.epoch))));
  if (first > 0 && progress.epoch == first)
    progress.schedule = {};
  if (progress.bestEpoch <= first) {
    progress.bestLoss = std::numeric_limits<double>::infinity();
    progress.bestEpoch = 0;
  }
}

void TrainingSession::compareWithBest(double loss) {
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

bool TrainingSession::isPatienceOver() const {
  return hasRunOut(options, progress) && runner->isInLastPhase(static_cast<std::int64_t>(progress.epoch));
}

/// When another phase of the plan begins, and when training goes on in one.
void TrainingSession::sayPhase() {
  if (plan.phases.size() == 1)
    return;
  const std::size_t phase = runner->phaseOf(static_cast<std::int64_t>(progress.epoch));
  if (saidPhase != phase)
    say("phase " + std::to_string(phase + 1) + " of " + std::to_string(plan.phases.size()) + ": " +
        Plan{{plan.phases[phase]}}.text());
  saidPhase = phase;
}

void TrainingSession::runEpochs() {
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

} // namespace dlc
