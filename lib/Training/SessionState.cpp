// What a training writes: its state, when and on which rank; and where it stops at a number that is not
// finite, the op that made it.
#include "Training/Session.h"

#include "Training/Checkpoint.h"
#include "Training/Replay.h"

namespace dlc {

void TrainingSession::save(bool writes) {
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

void TrainingSession::checkParameters() {
  if (const std::optional<std::string> parameter = findNonFiniteParameter(program))
    failNonFinite("the parameter '" + *parameter + "' is not finite");
}

bool TrainingSession::mayWrite() const {
  const auto least = std::max(std::chrono::duration<double>(options.checkpointSeconds),
                              std::chrono::duration<double>(10 * writeTook));
  return !written || Clock::now() - *written >= least;
}

std::string TrainingSession::explainNonFinite() {
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

std::string TrainingSession::describe(const ModelProgress &at) const {
  if (at.stepInEpoch == 0)
    return "epoch " + std::to_string(at.epoch);
  return "step " + std::to_string(at.stepInEpoch) + " of " + std::to_string(stepsPerEpoch) + " in epoch " +
         std::to_string(at.epoch + 1);
}

void TrainingSession::failNonFinite(const std::string &what) {
  std::string message = "training stopped after " + describe(progress) + ": " + what + explainNonFinite();
  if (stored)
    message += "; " + options.checkpoint + " is as it was after " + describe(*stored);
  throw Error(message);
}

} // namespace dlc
