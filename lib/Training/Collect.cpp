// What an entry point returns for each example of a dataset, as one tensor.
#include "Training/Feed.h"

#include <algorithm>

namespace dlc {
namespace {

/// An output, gathered over the batches.
class Gathered {
public:
  Gathered(const TensorInfo &info, std::int64_t examples) : info(info), examples(examples) {}

  void add(const Tensor &result, std::int64_t done, std::int64_t batch) {
    if (!info.isBatched()) { // scalars are averaged by Sums; of all else, the last counts
      whole = result.clone();
      return;
    }
    if (result.shape()[0] != batch)
      throw Error("output '" + info.name + "' has " + std::to_string(result.shape()[0]) +
                  " rows for a batch of " + std::to_string(batch) + ", so they do not belong to examples");
    if (done == 0) {
      Shape shape = result.shape();
      shape[0] = examples;
      whole = Tensor(std::move(shape), result.dtype());
    }
    const auto from = result.bytes();
    const std::size_t each = from.size() / static_cast<std::size_t>(batch);
    std::ranges::copy(from, whole.bytes().begin() +
                                static_cast<std::ptrdiff_t>(each * static_cast<std::size_t>(done)));
  }

  void setMean(double value) {
    if (info.dtype == DType::f32)
      whole.values<float>()[0] = static_cast<float>(value);
    else
      whole.values<double>()[0] = value;
  }

  Outputs::Item take() { return {info.name, std::move(whole)}; }

private:
  const TensorInfo &info;
  const std::int64_t examples;
  Tensor whole;
};

} // namespace

std::optional<Outputs> collect(Program &program, std::string_view entryName, const Dataset &dataset,
                               std::int64_t batch, const std::vector<Argument> &given,
                               const std::atomic<bool> *interrupt) {
  const EntryInfo &entry = program.entry(entryName);
  Feed feed(program, entryName, dataset, {.returnsLoss = false, .given = given});
  LoaderOptions options = feed.loaderOptions();
  options.batchSize = batch;
  options.shuffle = false;
  Loader loader(dataset, std::move(options));
  std::vector<Gathered> gathered;
  for (const TensorInfo &info : entry.outputs)
    gathered.emplace_back(info, loader.examplesPerEpoch());
  Sums sums;
  for (std::int64_t i = 0, batches = loader.batchesPerEpoch(), done = 0; i < batches; ++i) {
    if (interrupt && *interrupt)
      return std::nullopt;
    Batch next = loader.next();
    feed.run(next, sums);
    const auto count = static_cast<std::int64_t>(next.examples.size());
    for (std::size_t output = 0; output < gathered.size(); ++output)
      gathered[output].add(feed.returned()[output], done, count);
    done += count;
  }

  std::vector<Outputs::Item> items;
  for (std::size_t output = 0, metric = 0; output < gathered.size(); ++output) {
    if (metric < sums.metrics.size() && sums.metrics[metric].name == entry.outputs[output].name)
      gathered[output].setMean(sums.metrics[metric++].sum / static_cast<double>(sums.examples));
    items.push_back(gathered[output].take());
  }
  return Outputs(std::move(items));
}

} // namespace dlc
