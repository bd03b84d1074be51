// A step is a function of variables, examples and learning rate, which are all functions of the progress: so
// what happened once happens again.
#include "Training/Replay.h"

#include "Training/Examples.h"
#include "Training/PlanRunner.h"

#include <cmath>

namespace dlc {

static bool isFinite(const Tensor &tensor) {
  return visitType(tensor.dtype(), [&]<typename T>(T) {
    if constexpr (!std::is_integral_v<T>)
      for (const T value : tensor.values<T>()) {
        if constexpr (sizeof(T) == sizeof(double)) {
          if (!std::isfinite(value))
            return false;
        } else if (!std::isfinite(static_cast<float>(value))) {
          return false;
        }
      }
    return true;
  });
}

std::optional<std::string> findNonFiniteParameter(const Program &program) {
  for (const VariableInfo &variable : program.variables())
    if (variable.role == VariableRole::Parameter && !isFinite(program.variable(variable.tensor.name)))
      return variable.tensor.name;
  return std::nullopt;
}

void takeFirst(Ranks &ranks, Program &program, ModelProgress &progress) {
  for (std::uint64_t *number : {&progress.epoch, &progress.stepInEpoch, &progress.globalStep})
    ranks.takeFirst(std::as_writable_bytes(std::span(number, 1)));
  ranks.takeFirst(std::as_writable_bytes(std::span(&progress.schedule, 1)));
  for (const VariableInfo &variable : program.variables()) {
    Tensor value = program.variable(variable.tensor.name).clone();
    ranks.takeFirst(value.bytes());
    program.setVariable(variable.tensor.name, value);
  }
}

/// The same on all ranks.
static std::string agreeOn(const std::string &own, Ranks &ranks) {
  const std::vector<std::string> all = ranks.texts(own);
  for (std::size_t rank = 0; rank < all.size(); ++rank)
    if (!all[rank].empty())
      return "in the part of rank " + std::to_string(rank) + ", " + all[rank];
  return "";
}

std::string explainFirstNonFinite(Replay replay, std::uint64_t last,
                                  const std::function<std::string(const std::string &, const Program &,
                                                                  const std::vector<Argument> &)> &explain) {
  const TrainOptions &options = replay.options;
  ModelProgress &progress = replay.progress;
  Program &program = replay.program;
  const auto stepsPerEpoch = (static_cast<std::int64_t>(replay.examples.size()) - 1) / options.batch + 1;
  PlanRunner runner(program, replay.plan, replay.dataset, stepsPerEpoch, options.epochs, replay.ranks);
  LoaderPosition position{static_cast<std::int64_t>(progress.epoch),
                          static_cast<std::int64_t>(progress.stepInEpoch)};
  if (position.batch == stepsPerEpoch)
    position = {position.epoch + 1, 0};
  LoaderOptions loading =
      loadingOf(replay.dataset, options, runner.columns(), replay.examples, progress.shuffleSeed);
  if (replay.ranks) {
    loading.part = replay.ranks->rank();
    loading.parts = replay.ranks->size();
  }
  Loader loader(replay.dataset, std::move(loading), position);

  Program before = program.fork();
  std::string explanation;
  bool isFound = false;
  runner.beforeCall = [&] {
    for (const VariableInfo &variable : program.variables())
      before.setVariable(variable.tensor.name, program.variable(variable.tensor.name));
  };
  runner.afterCall = [&](const PlanRunner::Result &result) {
    if (std::isfinite(result.loss) && !findNonFiniteParameter(program))
      return true;
    isFound = true;
    runner.takeOwnStreams(before);
    explanation = explain(runner.lastEntry(), before, runner.lastArguments());
    if (replay.ranks)
      explanation = agreeOn(explanation, *replay.ranks);
    return false;
  };
  auto observed = replay.observed.begin();
  while (progress.globalStep < last) {
    const double factor = options.schedule.factor(
        {static_cast<std::int64_t>(progress.globalStep), stepsPerEpoch, options.epochs}, progress.schedule);
    Batch batch = loader.next();
    const LoaderPosition at = batch.position;
    const bool endsEpoch = batch.endsEpoch;
    runner.run(at.epoch, at.batch, options.learningRate, factor, batch);
    if (isFound)
      return explanation.empty() ? "no op made a value that is not finite when the step was repeated"
                                 : explanation;
    ++progress.globalStep;
    if (!endsEpoch || observed == replay.observed.end())
      continue;
    options.schedule.observe(*observed++, progress.schedule);
    if (runner.phaseOf(at.epoch + 1) != runner.phaseOf(at.epoch)) // with losses of its own
      progress.schedule = {};
  }
  return "it did not happen again when the steps were repeated";
}

} // namespace dlc
