#include "Training/PlanRunner.h"

#include <algorithm>

namespace dlc {

static bool isSame(const LoadedColumn &a, const LoadedColumn &b) {
  return a.name == b.name && a.type == b.type && a.arePixels == b.arePixels && a.mean == b.mean &&
         a.deviation == b.deviation;
}

/// Whether ranks share the calls of an entry: what takes no data, all of them do alike.
static bool isShared(const Program &program, const std::string &entry) {
  return !program.has(entry) || std::ranges::any_of(program.entry(entry).inputs, &TensorInfo::isBatched);
}

void PlanRunner::Call::setScalar(const std::string &name, double value) const {
  shared ? shared->setScalar(name, value) : whole->setScalar(name, value);
}
void PlanRunner::Call::setLearningRate(double rate) const {
  shared ? shared->setLearningRate(rate) : whole->setLearningRate(rate);
}

PlanRunner::PlanRunner(Program &program, const Plan &plan, const Dataset &dataset, std::int64_t stepsPerEpoch,
                       std::int64_t epochs, Ranks *ranks)
    : stepsPerEpoch(stepsPerEpoch) {
  const std::int64_t all = plan.epochs(epochs);
  std::int64_t first = 0;
  for (std::size_t phase = 0; phase < plan.phases.size(); ++phase) {
    firstEpochs.push_back(first);
    firstCalls.push_back(calls.size());
    first = plan.phases[phase].epochs > 0 ? first + plan.phases[phase].epochs : all;
    bool takesData = false;
    for (const PlannedCall &planned : plan.phases[phase].calls) {
      FeedOptions options{.scalars = {}, .mayLackData = true};
      for (const PlannedScalar &scalar : planned.scalars)
        options.scalars.push_back(scalar.name);
      Call &call = calls.emplace_back();
      call.planned = planned;
      call.phase = phase;
      call.first = static_cast<std::size_t>(
          std::ranges::find(calls, planned.entry, [](const Call &each) { return each.planned.entry; }) -
          calls.begin());
      if (ranks && isShared(program, planned.entry))
        call.shared = std::make_unique<RankStep>(program, planned.entry, dataset, options.scalars, *ranks);
      else
        call.whole = std::make_unique<Feed>(program, planned.entry, dataset, options);
      takesData |= call.feed().takesData();
      for (const LoadedColumn &column : call.feed().loaderOptions().columns) {
        const auto found =
            std::ranges::find_if(loaded, [&](const auto &each) { return isSame(each, column); });
        call.columns.push_back(static_cast<std::size_t>(found - loaded.begin()));
        if (found == loaded.end())
          loaded.push_back(column);
      }
    }
    if (!takesData)
      throw Error("plan '" + plan.text() + "': nothing in phase " + std::to_string(phase + 1) +
                  " takes data, so it has no steps; `dlc run --steps` calls a function without data");
  }
  firstEpochs.push_back(all);
}

std::size_t PlanRunner::phaseOf(std::int64_t epoch) const {
  std::size_t phase = 0;
  while (phase + 2 < firstEpochs.size() && epoch >= firstEpochs[phase + 1])
    ++phase;
  return phase;
}

/// Moves to the next call that is due, and returns it.
std::size_t PlanRunner::dueCall(std::size_t phase) {
  for (;; ++cursor.call, cursor.repeated = 0) {
    if (cursor.call == calls.size() || calls[cursor.call].phase != phase) {
      cursor.call = firstCalls[phase];
      ++cursor.round;
    }
    const PlannedCall &planned = calls[cursor.call].planned;
    if (cursor.repeated < planned.count && cursor.round % planned.every == planned.every - 1)
      return cursor.call;
  }
}

/// The steps of the next epoch of a phase.
void PlanRunner::planNext(std::size_t phase) {
  steps.clear();
  atEnd.clear();
  for (Step step; static_cast<std::int64_t>(steps.size()) < stepsPerEpoch; ++cursor.repeated) {
    step.push_back(dueCall(phase));
    if (calls[step.back()].feed().takesData()) {
      steps.push_back(std::move(step));
      step.clear();
    }
  }
  // What follows the last batch in its round belongs to it.
  for (const std::int64_t round = cursor.round;; ++cursor.repeated) {
    const std::size_t call = dueCall(phase);
    if (cursor.round != round || calls[call].feed().takesData())
      break;
    atEnd.push_back(call);
  }
}

void PlanRunner::planEpoch(std::int64_t epoch) {
  if (epoch == plannedEpoch)
    return;
  const std::size_t phase = phaseOf(epoch);
  // Rounds are counted over the phase.
  std::int64_t next = plannedEpoch + 1;
  if (plannedEpoch < 0 || next > epoch || phaseOf(plannedEpoch) != phase) {
    next = firstEpochs[phase];
    cursor = {firstCalls[phase], 0, 0};
  }
  for (; next <= epoch; ++next)
    planNext(phase);
  plannedEpoch = epoch;
}

double PlanRunner::valueOf(const PlannedScalar &scalar, std::size_t phase, std::int64_t epoch,
                           std::int64_t step) const {
  const std::int64_t first = firstEpochs[phase];
  const auto whole = static_cast<double>((firstEpochs[phase + 1] - first) * stepsPerEpoch - 1);
  const double part = whole > 0 ? static_cast<double>((epoch - first) * stepsPerEpoch + step) / whole : 0;
  return scalar.first + (scalar.last - scalar.first) * part;
}

double PlanRunner::rateOf(const Call &call, std::int64_t epoch, std::int64_t step, double rate) const {
  for (const PlannedScalar &scalar : call.planned.scalars)
    if (inputRoleOf(scalar.name) == InputRole::LearningRate)
      rate = valueOf(scalar, call.phase, epoch, step);
  return rate;
}

double PlanRunner::learningRateOf(std::int64_t epoch, std::int64_t step, double rate, double factor) {
  planEpoch(epoch);
  return rateOf(calls[steps[static_cast<std::size_t>(step)].back()], epoch, step, rate) * factor;
}

bool PlanRunner::execute(std::size_t index, std::int64_t epoch, std::int64_t step, double rate, double factor,
                         Batch *batch, Result &result) {
  last = index;
  Call &call = calls[index];
  for (const PlannedScalar &scalar : call.planned.scalars)
    if (inputRoleOf(scalar.name) != InputRole::LearningRate)
      call.setScalar(scalar.name, valueOf(scalar, call.phase, epoch, step));
  rate = rateOf(call, epoch, step, rate);
  call.setLearningRate(rate * factor);
  if (beforeCall)
    beforeCall();
  if (batch && call.shared)
    result = {call.shared->run(*batch, calls[call.first].sums, call.columns), rate * factor};
  else if (batch && call.whole->takesData())
    result = {call.whole->run(*batch, calls[call.first].sums, call.columns), rate * factor};
  else
    call.whole->run();
  return !afterCall || afterCall(result);
}

PlanRunner::Result PlanRunner::run(std::int64_t epoch, std::int64_t step, double rate, double factor,
                                   Batch &batch) {
  planEpoch(epoch);
  Result result;
  for (const std::size_t call : steps[static_cast<std::size_t>(step)])
    if (!execute(call, epoch, step, rate, factor, &batch, result))
      return result;
  if (step + 1 == stepsPerEpoch)
    for (const std::size_t call : atEnd)
      if (!execute(call, epoch, step, rate, factor, nullptr, result))
        return result;
  return result;
}

std::vector<const PlanRunner::Call *> PlanRunner::summed() const {
  std::vector<const Call *> found;
  for (const Call &call : calls)
    if (&call == &calls[call.first] && call.feed().takesData())
      found.push_back(&call);
  return found;
}

/// Several entries have sums of their own, one behind the other, each with its number of examples.
Sums PlanRunner::sums() const {
  if (calls.size() == 1)
    return calls.front().sums;
  Sums all;
  for (const Call *call : summed()) {
    const std::vector<std::string> names = call->feed().metricNames();
    for (std::size_t i = 0; i < names.size(); ++i)
      all.metrics.push_back(
          {call->planned.entry + "." + names[i], call->sums.metrics.empty() ? 0 : call->sums.metrics[i].sum});
    all.metrics.push_back({call->planned.entry + ".examples", static_cast<double>(call->sums.examples)});
    all.examples += call->sums.examples;
  }
  return all;
}

void PlanRunner::setSums(const Sums &sums) {
  if (calls.size() == 1) {
    calls.front().sums = sums;
    return;
  }
  std::size_t at = 0;
  for (Call &call : calls) {
    call.sums = {};
    if (&call != &calls[call.first] || !call.feed().takesData() || sums.metrics.empty())
      continue;
    for (const std::string &name : call.feed().metricNames())
      call.sums.metrics.push_back({name, sums.metrics[at++].sum});
    call.sums.examples = static_cast<std::int64_t>(sums.metrics[at++].sum);
    if (call.sums.examples == 0)
      call.sums.metrics.clear();
  }
}

std::vector<std::string> PlanRunner::metricNames() const {
  if (calls.size() == 1)
    return calls.front().feed().metricNames();
  std::vector<std::string> names;
  for (const ModelMetric &metric : sums().metrics)
    names.push_back(metric.name);
  return names;
}

std::vector<const PlanRunner::Call *> PlanRunner::summedIn(std::size_t phase) const {
  std::vector<const Call *> found;
  for (const Call &call : calls) {
    const Call *first = &calls[call.first];
    if (call.phase == phase && call.feed().takesData() && !std::ranges::count(found, first))
      found.push_back(first);
  }
  return found;
}

Averages PlanRunner::averages(std::int64_t epoch) const {
  const std::vector<const Call *> all = summedIn(phaseOf(epoch));
  Averages result = Sums().averages();
  bool hasLoss = false;
  for (const Call *call : all) {
    if (call->sums.examples == 0)
      continue;
    // Names are the same in all epochs of a phase, whatever these have come to call.
    const std::string prefix = all.size() > 1 ? call->planned.entry + "." : "";
    const Averages own = call->sums.averages();
    if (hasLoss)
      result.metrics.push_back({prefix + call->sums.metrics.front().name, own.loss});
    else
      result.loss = own.loss;
    hasLoss = true;
    for (const Metric &metric : own.metrics)
      result.metrics.push_back({prefix + metric.name, metric.value});
    result.examples += own.examples;
  }
  return result;
}

double PlanRunner::comparedLoss(std::int64_t epoch) const {
  return summedIn(phaseOf(epoch)).front()->sums.averages().loss;
}

} // namespace dlc
