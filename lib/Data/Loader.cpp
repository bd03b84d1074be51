// The loader's background thread fills a queue of batches; next() takes the first of them.
#include "Data/Loader.h"

#include "Data/Order.h"
#include "Data/Team.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

namespace dlc {

class Loader::Worker {
public:
  Worker(const Dataset &dataset, LoaderOptions given, LoaderPosition start)
      : dataset(dataset), options(std::move(given)), upcoming(start), making(start) {
    check();
    for (const LoadedColumn &column : options.columns)
      sources.push_back(&dataset[column.name]);
    if (!options.augmentation.empty())
      team.emplace(options.threads);
    thread = std::thread([this] { run(); });
  }

  ~Worker() {
    {
      std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    thread.join();
  }

  Batch next() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return !ready.empty() || failure; });
    if (ready.empty())
      std::rethrow_exception(failure);
    Batch batch = std::move(ready.front());
    ready.pop_front();
    upcoming = after(batch.position);
    const bool isDue = makesNext();
    lock.unlock();
    if (isDue)
      changed.notify_all();
    return batch;
  }

  // Written by next() alone, which the caller does not run at the same time.
  LoaderPosition position() const { return upcoming; }

  std::int64_t examples() const {
    return options.examples ? static_cast<std::int64_t>(options.examples->size()) : dataset.size();
  }
  std::int64_t batches() const { return (examples() - 1) / options.batchSize + 1; }

private:
  void check() const {
    const std::string source = dataset.source.empty() ? "dataset" : dataset.source;
    dataset.check();
    for (const LoadedColumn &column : options.columns) {
      const DType type = dataset[column.name].dtype();
      if (!isConvertible(type, column.type))
        throw Error(source + ": the column '" + column.name + "' is " + nameOf(type) +
                    ", which does not become " + nameOf(column.type));
      if (!std::isfinite(column.mean) || !std::isfinite(column.deviation) || column.deviation <= 0)
        throw Error("mean " + std::to_string(column.mean) + " and deviation " +
                    std::to_string(column.deviation) + " must be finite, the deviation above 0");
    }
    if (options.part < 0 || options.part >= options.parts)
      throw Error("part " + std::to_string(options.part) + " of " + std::to_string(options.parts) +
                  " of a batch was asked for");
    checkAugmentation(source);
    if (options.batchSize < 1)
      throw Error("batch size is " + std::to_string(options.batchSize) + ", it must be at least 1");
    if (options.examples)
      for (std::int64_t example : *options.examples)
        if (example < 0 || example >= dataset.size())
          throw Error("example " + std::to_string(example) + " is outside the " +
                      std::to_string(dataset.size()) + " of " + source);
    if (examples() == 0)
      throw Error(source + ": there are no examples to load");
    if (!options.classes.empty() && std::cmp_not_equal(options.classes.size(), dataset.size()))
      throw Error(source + ": has " + std::to_string(dataset.size()) + " examples, and classes of " +
                  std::to_string(options.classes.size()));
    if (upcoming.epoch < 0 || upcoming.batch < 0 || upcoming.batch >= batches())
      throw Error("cannot start at epoch " + std::to_string(upcoming.epoch) + ", batch " +
                  std::to_string(upcoming.batch) + ": an epoch has " + std::to_string(batches()) +
                  " batches");
  }

  /// Whether a column is of images: [N, height, width] or [N, channels, height, width].
  bool isImages(std::size_t column) const {
    const Tensor &source = dataset[options.columns[column].name];
    return options.columns[column].type == DType::f32 && (source.rank() == 3 || source.rank() == 4) &&
           source.dim(source.rank() - 1) > 1 && source.dim(source.rank() - 2) > 1;
  }

  void checkAugmentation(const std::string &source) const {
    const Augmentation &augmentation = options.augmentation;
    if (augmentation.empty())
      return;
    bool hasImages = false, hasColours = false, isMixable = false;
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
      const auto &[name, type, arePixels, mean, deviation] = options.columns[i];
      hasImages |= isImages(i);
      hasColours |= isImages(i) && dataset[name].rank() == 4 && dataset[name].dim(1) > 1;
      isMixable |= type == DType::f32;
      if (augmentation.mixup() > 0 && type != DType::f32 && infoOf(type).kind == ElementKind::Float)
        throw Error(source + ": mixup mixes columns of f32, and '" + name + "' is for an input of " +
                    nameOf(type));
    }
    if (!hasImages && augmentation.mixup() == 0)
      throw Error(source + ": there are no images to augment; they are columns [examples, height, width] or "
                           "[examples, channels, height, width] for an input of f32");
    if (augmentation.mixup() > 0 && !isMixable)
      throw Error(source + ": mixup mixes columns of f32, and there is none, but integers alone, of which "
                           "there is nothing in between");
    if (augmentation.needsChannels() && !hasColours)
      throw Error(source + ": colour changes the channels of an image against each other, and the images "
                           "are grey: brightness and contrast are for these");
  }

  /// Depends on the example and not on its place in a batch.
  Random randomOf(std::int64_t example, std::uint64_t purpose) const {
    std::uint64_t state = options.seed;
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(making.epoch), static_cast<std::uint64_t>(example), purpose}) {
      // G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, 2014.
      state += part + 0x9e3779b97f4a7c15;
      state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
      state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
      state ^= state >> 31;
    }
    return Random(state);
  }

  /// Rows of a column, converted, and changed if they are images.
  void load(std::size_t column, const std::vector<std::int64_t> &examples, Tensor &values) {
    const LoadedColumn &how = options.columns[column];
    convertRows(*sources[column], examples, how, values);
    if (options.augmentation.empty() || !isImages(column))
      return;
    const std::int64_t rank = values.rank(), height = values.dim(rank - 2), width = values.dim(rank - 1);
    const std::int64_t channels = rank == 4 ? values.dim(1) : 1;
    const auto each = static_cast<std::size_t>(channels * height * width);
    const float black = (0 - how.mean) / how.deviation, white = (1 - how.mean) / how.deviation;
    team->forEach(std::ssize(examples), [&](std::int64_t at) {
      const auto n = static_cast<std::size_t>(at);
      Random random = randomOf(examples[n], column);
      options.augmentation.apply(values.values<float>().subspan(n * each, each), channels, height, width,
                                 black, white, random);
    });
  }

  /// Whether an example keeps what a column says of it, such as its class: half of an integer is none.
  bool keepsLabels() const {
    return std::ranges::any_of(options.columns,
                               [](const LoadedColumn &column) { return column.type != DType::f32; });
  }

  /// Mixes each example of a batch with another one, all columns of f32 by the same part.
  void mix(Batch &batch) {
    const bool keeps = keepsLabels();
    std::vector<std::int64_t> others;
    std::vector<float> parts;
    for (const std::int64_t example : batch.examples) {
      Random random = randomOf(example, std::uint64_t(1) << 32);
      others.push_back(order[static_cast<std::size_t>(random.below(examples()))]);
      parts.push_back(static_cast<float>(keeps ? options.augmentation.drawPartBesideLabel(random)
                                               : options.augmentation.drawPart(random)));
    }
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
      if (options.columns[i].type != DType::f32)
        continue;
      const auto own = batch.columns[i].values<float>();
      Tensor other(batch.columns[i].shape(), DType::f32);
      load(i, others, other);
      const std::size_t each = own.size() / parts.size();
      for (std::size_t at = 0; at < own.size(); ++at)
        own[at] += parts[at / each] * (other.values<float>()[at] - own[at]);
    }
  }

  /// Of the examples to deliver.
  std::vector<std::int64_t> classesOfPlaces() const {
    if (!options.examples)
      return options.classes;
    std::vector<std::int64_t> classes;
    for (const std::int64_t example : *options.examples)
      classes.push_back(options.classes[static_cast<std::size_t>(example)]);
    return classes;
  }

  LoaderPosition after(LoaderPosition position) const {
    if (position.batch + 1 < batches())
      return {position.epoch, position.batch + 1};
    return {position.epoch + 1, 0};
  }

  /// How many batches of so many bytes lie ready at most: more than one, so that a step does not wait while
  /// other work on the machine has the thread's core; few, so that they fit into the memory.
  static std::size_t depthFor(std::size_t bytes) {
    constexpr std::size_t most = std::size_t(64) << 20;
    return std::clamp(most / std::max<std::size_t>(bytes, 1), std::size_t(2), std::size_t(16));
  }

  /// Fills the queue, and goes on when half of it is taken, so that threads change once for several batches.
  bool makesNext() {
    if (ready.size() >= depth)
      fills = false;
    else if (ready.size() <= depth / 2)
      fills = true;
    return fills;
  }

  void run() {
    for (;;) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || makesNext(); });
        if (stopping)
          return;
      }
      // Made without the lock: next() only waits if the caller is faster than this.
      std::optional<Batch> batch;
      std::exception_ptr error;
      try {
        batch = make();
      } catch (...) {
        error = std::current_exception();
      }
      {
        std::lock_guard lock(mutex);
        failure = error;
        if (batch) {
          std::size_t bytes = 0;
          for (const Tensor &column : batch->columns)
            bytes += column.bytes().size();
          depth = depthFor(bytes);
          ready.push_back(std::move(*batch));
        }
      }
      changed.notify_all();
      if (error)
        return;
    }
  }

  Batch make() {
    if (orderEpoch != making.epoch) {
      order.resize(static_cast<std::size_t>(examples()));
      if (!options.classes.empty())
        order = balancedOrder(classesOfPlaces(), options.seed, static_cast<std::uint64_t>(making.epoch));
      else if (options.shuffle)
        order = permutation(examples(), options.seed, static_cast<std::uint64_t>(making.epoch));
      else
        std::iota(order.begin(), order.end(), std::int64_t(0));
      if (options.examples)
        for (std::int64_t &place : order)
          place = (*options.examples)[static_cast<std::size_t>(place)];
      orderEpoch = making.epoch;
    }
    const std::int64_t start = making.batch * options.batchSize;
    Batch batch;
    batch.whole = std::min(options.batchSize, examples() - start);
    const auto [begin, end] = partOf(batch.whole, options.part, options.parts);
    batch.isStandIn = begin == end;
    const std::int64_t first = batch.isStandIn ? start : start + begin;
    const std::int64_t count = batch.isStandIn ? 1 : end - begin;
    batch.position = making;
    batch.endsEpoch = making.batch + 1 == batches();
    batch.examples.assign(order.begin() + first, order.begin() + first + count);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      Shape shape = sources[i]->shape();
      shape[0] = count;
      Tensor &values = batch.columns.emplace_back(std::move(shape), options.columns[i].type);
      load(i, batch.examples, values);
    }
    if (options.augmentation.mixup() > 0)
      mix(batch);
    making = after(making);
    return batch;
  }

  const Dataset &dataset;
  const LoaderOptions options;
  LoaderPosition upcoming;
  std::vector<const Tensor *> sources;

  // The thread's own.
  LoaderPosition making;
  std::int64_t orderEpoch = -1;
  std::vector<std::int64_t> order;
  std::optional<Team> team;

  // Shared, under the mutex.
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Batch> ready;
  std::size_t depth = 2;
  bool fills = true;
  std::exception_ptr failure;
  bool stopping = false;

  std::thread thread;
};

Loader::Loader(const Dataset &dataset, LoaderOptions options, LoaderPosition start)
    : worker(std::make_unique<Worker>(dataset, std::move(options), start)) {}
Loader::~Loader() = default;

Batch Loader::next() { return worker->next(); }
LoaderPosition Loader::position() const { return worker->position(); }
std::int64_t Loader::batchesPerEpoch() const { return worker->batches(); }
std::int64_t Loader::examplesPerEpoch() const { return worker->examples(); }

} // namespace dlc
