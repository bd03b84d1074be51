// The loader's background thread fills a slot of one batch; next() empties it.
#include "Data/Loader.h"

#include "Data/Order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>

namespace dlc {

class Loader::Worker {
public:
  Worker(const Dataset &dataset, LoaderOptions given, LoaderPosition start)
      : dataset(dataset), options(std::move(given)), upcoming(start), making(start) {
    check();
    for (std::size_t value = 0; value < table.size(); ++value)
      table[value] = (static_cast<float>(value) / 255.0f - options.mean) / options.deviation;
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
    changed.wait(lock, [this] { return slot || failure; });
    if (failure)
      std::rethrow_exception(failure);
    Batch batch = std::move(*slot);
    slot.reset();
    upcoming = after(batch.position);
    lock.unlock();
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
    const DType type = dataset.images.dtype();
    if (dataset.images.rank() < 1 || (type != DType::u8 && type != DType::f32))
      throw Error(source + ": images must be u8 or f32 [N, …], they are " + nameOf(type) + " " +
                  toString(dataset.images.shape()));
    if (dataset.labels && (dataset.labels->rank() != 1 || dataset.labels->dtype() != DType::i64 ||
                           dataset.labels->dim(0) != dataset.size()))
      throw Error(source + ": labels must be i64 [" + std::to_string(dataset.size()) + "], they are " +
                  nameOf(dataset.labels->dtype()) + " " + toString(dataset.labels->shape()));
    if (options.batchSize < 1)
      throw Error("batch size is " + std::to_string(options.batchSize) + ", it must be at least 1");
    if (!std::isfinite(options.mean) || !std::isfinite(options.deviation) || options.deviation <= 0)
      throw Error("mean " + std::to_string(options.mean) + " and deviation " +
                  std::to_string(options.deviation) + " must be finite, the deviation above 0");
    if (options.examples)
      for (std::int64_t example : *options.examples)
        if (example < 0 || example >= dataset.size())
          throw Error("example " + std::to_string(example) + " is outside the " +
                      std::to_string(dataset.size()) + " of " + source);
    if (examples() == 0)
      throw Error(source + ": there are no examples to load");
    if (upcoming.epoch < 0 || upcoming.batch < 0 || upcoming.batch >= batches())
      throw Error("cannot start at epoch " + std::to_string(upcoming.epoch) + ", batch " +
                  std::to_string(upcoming.batch) + ": an epoch has " + std::to_string(batches()) +
                  " batches");
  }

  LoaderPosition after(LoaderPosition position) const {
    if (position.batch + 1 < batches())
      return {position.epoch, position.batch + 1};
    return {position.epoch + 1, 0};
  }

  void run() {
    for (;;) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || !slot; });
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
        slot = std::move(batch);
        failure = error;
      }
      changed.notify_all();
      if (error)
        return;
    }
  }

  Batch make() {
    if (orderEpoch != making.epoch) {
      order.resize(static_cast<std::size_t>(examples()));
      if (options.shuffle)
        order = permutation(examples(), options.seed, static_cast<std::uint64_t>(making.epoch));
      else
        std::iota(order.begin(), order.end(), std::int64_t(0));
      if (options.examples)
        for (std::int64_t &place : order)
          place = (*options.examples)[static_cast<std::size_t>(place)];
      orderEpoch = making.epoch;
    }
    const std::int64_t first = making.batch * options.batchSize;
    const std::int64_t count = std::min(options.batchSize, examples() - first);
    Batch batch;
    batch.position = making;
    batch.endsEpoch = making.batch + 1 == batches();
    batch.examples.assign(order.begin() + first, order.begin() + first + count);
    Shape shape = dataset.images.shape();
    shape[0] = count;
    batch.images = Tensor(shape, DType::f32);
    if (dataset.images.dtype() == DType::u8)
      convert<std::uint8_t>(batch, [this](std::uint8_t x) { return table[x]; });
    else
      convert<float>(batch, [this](float x) { return (x - options.mean) / options.deviation; });
    if (dataset.labels) {
      batch.labels = Tensor({count}, DType::i64);
      const auto source = dataset.labels->values<std::int64_t>();
      const auto target = batch.labels->values<std::int64_t>();
      for (std::size_t i = 0; i < target.size(); ++i)
        target[i] = source[static_cast<std::size_t>(batch.examples[i])];
    }
    making = after(making);
    return batch;
  }

  template <typename T, typename Convert> void convert(Batch &batch, Convert convertPixel) {
    const auto source = dataset.images.values<T>();
    const auto target = batch.images.values<float>();
    const std::size_t pixels = target.size() / batch.examples.size();
    for (std::size_t i = 0; i < batch.examples.size(); ++i) {
      const auto image = source.subspan(static_cast<std::size_t>(batch.examples[i]) * pixels, pixels);
      std::transform(image.begin(), image.end(), target.begin() + static_cast<std::ptrdiff_t>(i * pixels),
                     convertPixel);
    }
  }

  const Dataset &dataset;
  const LoaderOptions options;
  LoaderPosition upcoming;

  // The thread's own.
  LoaderPosition making;
  std::int64_t orderEpoch = -1;
  std::vector<std::int64_t> order;
  std::array<float, 256> table{}; // what each u8 pixel becomes

  // Shared, under the mutex.
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Batch> slot;
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
