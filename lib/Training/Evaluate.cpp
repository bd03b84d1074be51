#include "Training/Evaluate.h"

#include "Data/Order.h"
#include "Training/KeepVariables.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dlc {
static std::string whereOf(const Program &program) {
  return "entry 'metrics' of program '" + program.name() + "'";
}

namespace {

/// Gathers what the entry `metrics` wants, batch by batch, and calls it once, with all examples.
class WholeMetrics {
public:
  WholeMetrics(Program &program, std::int64_t examples)
      : program(program), evaluate(program.entry(EntryRole::Evaluate)), examples(examples) {
    if (!program.has(EntryRole::Metrics))
      return;
    for (const TensorInfo &input : program.entry(EntryRole::Metrics).inputs)
      sources.push_back(find(input));
    for (const TensorInfo &output : program.entry(EntryRole::Metrics).outputs)
      if (!output.shape.empty() || (output.dtype != DType::f32 && output.dtype != DType::f64))
        throw Error(whereOf(program) + " returns " + toString(output) + ", metrics are f32 [] or f64 []");
  }

  void add(const Batch &batch, const Feed &feed) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Tensor &source =
          sources[i].isInput ? feed.argument(sources[i].index) : feed.returned()[sources[i].index];
      if (done == 0) {
        Shape shape = source.shape();
        shape[0] = examples;
        gathered.emplace_back(std::move(shape), source.dtype());
      }
      const auto from = source.bytes();
      const auto all = gathered[i].bytes();
      const std::size_t each = all.size() / static_cast<std::size_t>(examples);
      std::ranges::copy(from,
                        all.begin() + static_cast<std::ptrdiff_t>(each * static_cast<std::size_t>(done)));
    }
    done += static_cast<std::int64_t>(batch.examples.size());
  }

  void finish(Averages &averages) const {
    if (!program.has(EntryRole::Metrics))
      return;
    std::vector<Argument> arguments;
    for (std::size_t i = 0; i < gathered.size(); ++i)
      arguments.emplace_back(program.entry(EntryRole::Metrics).inputs[i].name, gathered[i]);
    for (const Outputs::Item &item : program.call(program.entry(EntryRole::Metrics).name, arguments))
      averages.metrics.push_back({item.name, item.tensor.dtype() == DType::f32
                                                 ? static_cast<double>(item.tensor.values<float>()[0])
                                                 : item.tensor.values<double>()[0]});
  }

private:
  /// What becomes an input of `metrics`: an output or an input of `evaluate`, for each example.
  struct Source {
    bool isInput;
    std::size_t index;
  };

  Source find(const TensorInfo &input) const {
    if (input.isBatched())
      for (const bool isInput : {false, true}) {
        const std::vector<TensorInfo> &infos = isInput ? evaluate.inputs : evaluate.outputs;
        for (std::size_t i = 0; i < infos.size(); ++i)
          if (infos[i].name == input.name && infos[i].dtype == input.dtype && infos[i].shape == input.shape)
            return {isInput, i};
      }
    throw Error(whereOf(program) + " wants " + toString(input) + ", and entry 'evaluate' returns " +
                listOf(evaluate.outputs) + " and takes " + listOf(evaluate.inputs) +
                "; its inputs are what that returns and takes for each example");
  }

  static std::string listOf(const std::vector<TensorInfo> &infos) {
    std::string text;
    for (const TensorInfo &info : infos)
      text += (text.empty() ? "" : ", ") + toString(info);
    return text;
  }

  Program &program;
  const EntryInfo &evaluate;
  const std::int64_t examples;
  std::int64_t done = 0;
  std::vector<Source> sources;
  std::vector<Tensor> gathered;
};

} // namespace

static std::vector<std::int64_t> partOfExamples(std::optional<std::vector<std::int64_t>> examples,
                                                const Dataset &dataset, const Ranks &ranks) {
  if (!examples) {
    examples.emplace(static_cast<std::size_t>(dataset.size()));
    std::iota(examples->begin(), examples->end(), std::int64_t(0));
  }
  const auto [begin, end] = partOf(static_cast<std::int64_t>(examples->size()), ranks.rank(), ranks.size());
  return {examples->begin() + begin, examples->begin() + end};
}

/// Makes sums of a part those of all ranks.
static void addRanks(Sums &sums, const std::vector<std::string> &names, Ranks &ranks) {
  std::vector<double> all(names.size() + 1);
  for (std::size_t i = 0; i < sums.metrics.size(); ++i)
    all[i] = sums.metrics[i].sum;
  all.back() = static_cast<double>(sums.examples);
  ranks.sum(all);
  sums.metrics.clear();
  for (std::size_t i = 0; i < names.size(); ++i)
    sums.metrics.push_back({names[i], all[i]});
  sums.examples = static_cast<std::int64_t>(all.back());
}

std::optional<Averages> evaluateExamples(Program &program, const Dataset &dataset, std::int64_t batch,
                                         std::optional<std::vector<std::int64_t>> examples,
                                         const std::atomic<bool> *interrupt, Ranks *ranks) {
  Feed feed(program, EntryRole::Evaluate, dataset);
  KeepVariables keep(program, EntryRole::Evaluate);
  const bool isShared = ranks && !program.has(EntryRole::Metrics);
  if (isShared)
    examples = partOfExamples(std::move(examples), dataset, *ranks);
  LoaderOptions options = feed.loaderOptions();
  options.batchSize = batch;
  options.shuffle = false;
  options.examples = std::move(examples);
  Sums sums;
  bool isInterrupted = false;
  std::optional<WholeMetrics> whole;
  if (!options.examples || !options.examples->empty()) { // a rank may have none
    Loader loader(dataset, std::move(options));
    whole.emplace(program, loader.examplesPerEpoch());
    for (std::int64_t i = 0, batches = loader.batchesPerEpoch(); i < batches; ++i) {
      isInterrupted = interrupt && *interrupt;
      if (isInterrupted)
        break;
      Batch next = loader.next();
      feed.run(next, sums);
      whole->add(next, feed);
    }
  }
  if (isShared)
    addRanks(sums, feed.metricNames(), *ranks);
  else if (ranks)
    ranks->sum({});
  if (ranks ? ranks->stops() : isInterrupted)
    return std::nullopt;
  Averages averages = sums.averages();
  if (whole)
    whole->finish(averages);
  return averages;
}

/// Whether an entry reads a random state: what it draws depends on the place in the batch.
static bool drawsNumbers(const Program &program, const EntryInfo &entry) {
  return std::ranges::any_of(entry.variables,
                             [&](std::size_t index) { return program.variables()[index].isRandomState; });
}

/// The scalars that are no means over examples: what the first batch gives is not the mean of what its halves
/// give.
static std::vector<std::string> findBatchDependent(Program &program, const Dataset &dataset,
                                                   std::int64_t batch) {
  const std::int64_t whole = std::min(batch, dataset.size()), half = whole / 2;
  std::vector<std::string> names;
  if (half == 0 || drawsNumbers(program, program.entry(EntryRole::Evaluate)))
    return names;
  Feed feed(program, EntryRole::Evaluate, dataset);
  KeepVariables keep(program, EntryRole::Evaluate);
  const auto sumsOver = [&](std::int64_t first, std::int64_t last) {
    LoaderOptions options = feed.loaderOptions();
    options.batchSize = last - first;
    options.shuffle = false;
    options.examples.emplace();
    for (std::int64_t i = first; i < last; ++i)
      options.examples->push_back(i);
    Loader loader(dataset, std::move(options));
    Batch next = loader.next();
    Sums sums;
    feed.run(next, sums);
    return sums.metrics;
  };
  const auto all = sumsOver(0, whole), front = sumsOver(0, half), back = sumsOver(half, whole);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double parts = front[i].sum + back[i].sum;
    const double size = std::max(std::abs(front[i].sum), std::abs(back[i].sum));
    // Far above what rounding in another order does. A half may have a value that is no number.
    if (!std::isnan(all[i].sum) && !(std::abs(all[i].sum - parts) <= 1e-3 * size))
      names.push_back(all[i].name);
  }
  return names;
}

Averages evaluate(Program &program, const Dataset &dataset, std::int64_t batch) {
  Averages averages = *evaluateExamples(program, dataset, batch, std::nullopt, nullptr);
  averages.dependOnBatch = findBatchDependent(program, dataset, batch);
  return averages;
}

} // namespace dlc
