#include "Training/RankStep.h"

#include "Data/Order.h"

#include <algorithm>
#include <cmath>

namespace dlc {

static bool hasInput(const EntryInfo &entry, const std::string &name) {
  return std::ranges::find(entry.inputs, name, &TensorInfo::name) != entry.inputs.end();
}

static const EntryInfo &halfOf(const Program &program, const std::string &function, std::string_view suffix) {
  const std::string name = function + std::string(suffix);
  if (!program.has(name))
    throw Error("several processes cannot share '" + function +
                "': it takes data, and minimises nothing, so it "
                "has no gradients of which they could use the mean");
  return program.entry(name);
}

static bool isFloat(DType type) {
  return visitType(type, []<typename T>(T) { return !std::is_integral_v<T>; });
}

RankStep::RankStep(Program &program, const std::string &function, const Dataset &dataset,
                   const std::vector<std::string> &planned, Ranks &ranks)
    : program(program), ranks(ranks), update(halfOf(program, function, updateSuffix)),
      updateIndex(program.entryIndex(update.name)) {
  const EntryInfo &first = halfOf(program, function, gradientsSuffix);
  FeedOptions options{.scalars = {}, .mayLackData = true};
  for (const TensorInfo &output : first.outputs)
    if (hasInput(update, output.name))
      options.handedOn.push_back(output.name);
  for (const std::string &scalar : planned)
    if (hasInput(first, scalar) || !hasInput(update, scalar)) // one that neither has is refused by the feed
      options.scalars.push_back(scalar);
  gradients = std::make_unique<Feed>(program, first.name, dataset, options);
  bindUpdate(planned);

  // The last layers are ready first.
  std::vector<Tensor *> floats;
  for (std::size_t i = first.outputs.size(); i-- > 0;) {
    if (!hasInput(update, first.outputs[i].name))
      continue;
    Tensor &tensor = gradients->returned(i);
    if (isFloat(tensor.dtype())) {
      meanOf[i] = floats.size();
      floats.push_back(&tensor);
    } else {
      others.push_back(&tensor);
    }
  }
  for (std::size_t index : first.variables) {
    const VariableInfo &variable = program.variables()[index];
    const auto next = std::ranges::find(first.outputs, variable.tensor.name + ".next", &TensorInfo::name);
    if (!variable.isRandomState || next == first.outputs.end())
      continue;
    randomStates.push_back(variable.tensor.name);
    nextStates.push_back(static_cast<std::size_t>(next - first.outputs.begin()));
  }
  mean = std::make_unique<RankMean>(ranks, std::move(floats));
}

Tensor &RankStep::addScalar(const TensorInfo &info) {
  return scalars.emplace(info.name, Tensor({}, info.dtype)).first->second;
}

void RankStep::bindUpdate(const std::vector<std::string> &planned) {
  const std::vector<TensorInfo> &outputs = program.entry(gradients->entryName()).outputs;
  for (const TensorInfo &input : update.inputs) {
    const auto found = std::ranges::find(outputs, input.name, &TensorInfo::name);
    if (found != outputs.end())
      inputs.push_back(&gradients->returned(static_cast<std::size_t>(found - outputs.begin())));
    else if (input.role == InputRole::LearningRate || std::ranges::count(planned, input.name))
      inputs.push_back(&addScalar(input));
    else
      throw Error("entry '" + update.name + "' of program '" + program.name() + "' wants " + toString(input) +
                  ", which a plan gives, such as '" + update.name.substr(0, update.name.rfind('_')) + "(" +
                  input.name + "=0.5)'");
  }
}

static void assign(Tensor &scalar, double value) {
  visitType(scalar.dtype(), [&]<typename T>(T) {
    if constexpr (std::is_arithmetic_v<T>)
      scalar.values<T>()[0] = static_cast<T>(value);
    else
      scalar.values<T>()[0] = static_cast<T>(static_cast<float>(value));
  });
}

void RankStep::setLearningRate(double rate) {
  gradients->setLearningRate(rate);
  for (const TensorInfo &input : update.inputs)
    if (const auto found = scalars.find(input.name);
        found != scalars.end() && input.role == InputRole::LearningRate)
      assign(found->second, rate);
}

void RankStep::setScalar(const std::string &name, double value) {
  if (const auto found = scalars.find(name); found != scalars.end())
    assign(found->second, value);
  if (gradients->takesScalar(name))
    gradients->setScalar(name, value);
}

std::vector<Argument> RankStep::arguments() const {
  std::vector<Argument> all = gradients->arguments();
  for (const auto &[name, scalar] : scalars)
    if (std::ranges::find(all, name, &Argument::name) == all.end())
      all.emplace_back(name, scalar);
  return all;
}

namespace {
/// Gives a rank random streams of its own, as long as it lives: keys that differ from those of rank 0 by a
/// number. What the step makes of a state keeps its key, and so is turned back in the same way.
class OwnStreams {
public:
  OwnStreams(Program &program, const std::vector<std::string> &states, int rank)
      : program(program), states(states),
        mask(static_cast<std::int64_t>(std::uint64_t(rank) * 0x9e3779b97f4a7c15)) {
    turn();
  }
  /// From here on.
  void keep() { mask = 0; }
  ~OwnStreams() { turn(); }
  OwnStreams(const OwnStreams &) = delete;

  void turn(Tensor &state) const { state.values<std::int64_t>()[0] ^= mask; }

private:
  void turn() {
    if (mask == 0)
      return;
    for (const std::string &name : states) {
      Tensor state = program.variable(name).clone();
      turn(state);
      program.setVariable(name, state);
    }
  }

  Program &program;
  const std::vector<std::string> &states;
  std::int64_t mask;
};
} // namespace

void RankStep::takeOwnStreams(Program &program) const {
  OwnStreams(program, randomStates, ranks.rank()).keep();
}

/// Gradients leave when they are complete, from within the call, and statistics of batch norms are exchanged
/// there. What goes wrong in that waits for the call's end.
void RankStep::runGradients(Batch &batch, Sums &sums, const std::vector<std::size_t> &places,
                            const std::vector<double> &weights) {
  if (!ranks.hooks) {
    gradients->run(batch, sums, places);
    return;
  }
  ranks.hooks->onResult = [this](std::size_t output) {
    if (const auto found = meanOf.find(output); found != meanOf.end())
      mean->ready(found->second);
  };
  const double share = static_cast<double>(batch.whole) / static_cast<double>(batch.examples.size());
  ranks.hooks->onExchange = [this, &weights, share](std::span<float> values, bool asSum) {
    if (!asSum)
      return ranks.sumWeighted(values, weights);
    // In proportion to examples, and how many all ranks have is known to each: no meeting.
    for (float &value : values)
      value = static_cast<float>(std::round(static_cast<double>(value) * share));
  };
  try {
    gradients->run(batch, sums, places);
  } catch (...) {
    ranks.hooks->onResult = {};
    ranks.hooks->onExchange = {};
    throw;
  }
  ranks.hooks->finish();
}

double RankStep::run(Batch &batch, Sums &sums, const std::vector<std::size_t> &places) {
  const auto size = static_cast<std::size_t>(ranks.size());
  std::vector<double> weights(size);
  for (std::size_t rank = 0; rank < size; ++rank) {
    const auto [begin, end] =
        partOf(batch.whole, static_cast<std::int64_t>(rank), static_cast<std::int64_t>(size));
    weights[rank] = static_cast<double>(end - begin) / static_cast<double>(batch.whole);
  }
  mean->begin(weights);
  Sums own;
  {
    OwnStreams streams(program, randomStates, ranks.rank());
    runGradients(batch, own, places, weights);
    for (std::size_t next : nextStates)
      streams.turn(gradients->returned(next));
  }
  if (batch.isStandIn)
    own = {};
  mean->finish();
  for (Tensor *tensor : others)
    ranks.takeFirst(tensor->bytes());

  const std::vector<std::string> names = gradients->metricNames();
  std::vector<double> totals(names.size());
  for (std::size_t i = 0; i < own.metrics.size(); ++i)
    totals[i] = own.metrics[i].sum;
  ranks.sum(totals);
  if (sums.metrics.empty())
    for (const std::string &name : names)
      sums.metrics.push_back({name, 0});
  for (std::size_t i = 0; i < totals.size(); ++i)
    sums.metrics[i].sum += totals[i];
  sums.examples += batch.whole;
  program.run(updateIndex, inputs, {});
  return totals.empty() ? 0 : totals.front() / static_cast<double>(batch.whole);
}

} // namespace dlc
