// Turns columns of a dataset into an endless sequence of shuffled, converted batches, made ahead in
// threads of their own so that a training step does not wait for them: up to 16, of 64 MiB together, but
// never fewer than 2.
#pragma once

#include "Data/Augmentation.h"
#include "Data/Columns.h"

#include <memory>
#include <optional>
#include <vector>

namespace dlc {

struct LoaderOptions {
  std::int64_t batchSize = 32;
  bool shuffle = true; ///< a new order each epoch, a pure function of seed and epoch
  std::uint64_t seed = 0;
  std::vector<LoadedColumn> columns; ///< what batches hold
  /// The examples to deliver, one side of a Split for example; nothing means all.
  std::optional<std::vector<std::int64_t>> examples;
  /// The class of each example of the dataset, for an order in which all classes are equally often
  /// (balancedOrder); empty: each example once an epoch.
  std::vector<std::int64_t> classes = {};
  /// Of images, which are columns of f32 with two dimensions or more for an example. What is drawn depends on
  /// seed, epoch and example, and on nothing else: not on the batch, nor on who has which part of it.
  Augmentation augmentation = {};
  int threads = 1; ///< that change images; the batches are the same for any number
  /// Of several processes that share each batch: which one this is. It gets its part of the batch (partOf),
  /// or where that is empty an example as a stand-in: a process without work must still meet the others in
  /// it.
  std::int64_t part = 0, parts = 1;
};

/// The next batch to deliver: with seed and dataset, all that is needed to resume.
struct LoaderPosition {
  std::int64_t epoch = 0, batch = 0;
  bool operator==(const LoaderPosition &) const = default;
};

struct Batch {
  /// [B, …] of the options' columns, in their order; B = batch size, less in the last batch of an epoch.
  std::vector<Tensor> columns;
  std::vector<std::int64_t> examples; ///< which examples of the dataset these are
  std::int64_t whole = 0;             ///< how many all parts of the batch have together
  bool isStandIn = false;             ///< the part is empty, and what is here counts for nothing
  LoaderPosition position;            ///< where in the sequence this batch stands
  bool endsEpoch = false;
};

/// Thread safety: one thread at a time may call the members. The dataset must outlive the loader, unchanged.
class Loader {
public:
  /// Starts to make the first batch at once. Throws Error for a batch size below 1, columns that are not
  /// there or not convertible, a deviation that is not a positive number, examples outside the dataset, no
  /// examples at all, or a start outside of an epoch.
  Loader(const Dataset &dataset, LoaderOptions options, LoaderPosition start = {});
  ~Loader(); // stops the thread, whatever it is doing
  Loader(const Loader &) = delete;
  Loader &operator=(const Loader &) = delete;

  /// The next batch; goes on into the next epoch without end. Rethrows what went wrong in the background.
  Batch next();

  /// Of the batch that next() will deliver. A loader started there delivers the same batches as this one
  /// will.
  LoaderPosition position() const;

  std::int64_t batchesPerEpoch() const;
  std::int64_t examplesPerEpoch() const;

private:
  class Worker;
  std::unique_ptr<Worker> worker;
};

} // namespace dlc
