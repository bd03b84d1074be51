// What stands between a loader's batches and an entry of a program: matches inputs once, by name and type,
// and then runs step after step without further allocation. Comes in: batches. Goes out: sums of loss and
// metrics.
#pragma once

#include "Data/Loader.h"
#include "Training/Sums.h"
#include "dlc/Dataset.h"

#include <map>

namespace dlc {

struct FeedOptions {
  std::vector<std::string> scalars = {};  ///< inputs that setScalar() gives
  bool mayLackData = false;               ///< of an entry that only changes variables, say
  bool returnsLoss = true;                ///< false: the entry may return anything
  std::vector<Argument> given = {};       ///< inputs that are the same in all calls; must outlive the feed
  std::vector<std::string> handedOn = {}; ///< outputs for another entry, which are no metrics
};

class Feed {
public:
  /// Throws Error, with both sides, if entry and dataset do not fit: inputs for which there is no column,
  /// columns of other shapes or types, labels that are outside of the classes, outputs that are no loss.
  Feed(Program &program, std::string_view entryName, const Dataset &dataset, FeedOptions options = {});
  Feed(Program &program, EntryRole role, const Dataset &dataset)
      : Feed(program, program.entry(role).name, dataset) {}

  Feed(const Feed &) = delete; // it points into itself

  /// Of what run() adds up: the scalar outputs, of which the loss is the first, if there is one.
  std::vector<std::string> metricNames() const;

  /// For entries that take one; ignored by others.
  void setLearningRate(double rate);

  const std::string &entryName() const { return entry.name; }

  /// Whether setScalar() gives an input of that name.
  bool takesScalar(const std::string &name) const { return scalars.contains(name); }
  /// Of rank 0, in whatever type the entry takes it.
  void setScalar(const std::string &name, double value);

  /// Whether a batch gives any input; only with mayLackData may it not.
  bool takesData() const { return !bound.empty(); }

  /// The columns that the loader is to deliver.
  LoaderOptions loaderOptions() const;

  /// Runs the entry on a batch, which is spent, and adds what it returns. Returns the loss of the batch, or 0
  /// where the entry need not return one. With `places`, the batch has more columns than these: where each
  /// is.
  double run(Batch &batch, Sums &sums, const std::vector<std::size_t> &places = {});
  /// The same without data.
  void run();
  /// Makes a batch the inputs, and runs nothing; arguments() has them.
  void bind(Batch &batch, const std::vector<std::size_t> &places = {});

  /// What the last run() was called with; valid as long as its batch.
  std::vector<Argument> arguments() const;
  /// The same of one input.
  const Tensor &argument(std::size_t input) const { return *inputs[input]; }
  /// What the last run() returned, in the entry's order.
  const std::vector<Tensor> &returned() const { return results; }
  /// The same of one output, to be changed; stays where it is.
  Tensor &returned(std::size_t output) { return results[output]; }

private:
  /// An input that a column gives.
  struct Bound {
    std::size_t input;
    const Column *column;
    Shape shape; ///< of a batch, whose size comes first
    LoadedColumn how;
  };

  void matchInputs();
  /// Of a batched input: by its name, or the one that stands for all images or labels. Throws Error.
  const Column &columnFor(const TensorInfo &info, bool takesImages) const;
  Shape matchShape(const Column &column, const TensorInfo &info) const;
  void checkElements(const Column &column, const TensorInfo &info) const;
  void checkLabels(const Column &column) const;
  void fitOutputs();
  void matchOutputs();
  void matchNormalization();
  double scalar(std::size_t output) const;

  Program &program;
  const Dataset &dataset;
  const EntryInfo &entry;
  std::size_t index;

  static constexpr std::size_t absent = ~std::size_t(0);
  std::vector<Bound> bound;    ///< in the order of the batch's columns
  std::size_t images = absent; ///< which of these are normalised
  bool perChannel = false;
  const FeedOptions options;
  Tensor learningRate;
  std::map<std::string, Tensor> scalars; ///< nodes stay where they are
  std::vector<Tensor> results;           ///< one an output
  std::vector<std::size_t> metrics;      ///< outputs that are scalars; the loss, output 0, first
  std::vector<const Tensor *> inputs;    ///< in the entry's order; those of the batch change with it
  std::vector<Tensor *> outputs;
};

} // namespace dlc
