#include "Training/Examples.h"

#include "Training/Checkpoint.h"

#include <type_traits>

namespace dlc {

std::vector<std::int64_t> classesOf(const Dataset &dataset) {
  const Column *labels = dataset.find("label") ? dataset.find("label") : dataset.find("labels");
  std::vector<std::int64_t> classes;
  if (labels && labels->values.rank() == 1)
    visitType(labels->values.dtype(), [&]<typename T>(T) {
      if constexpr (std::is_integral_v<T>)
        for (const T label : labels->values.values<T>())
          classes.push_back(static_cast<std::int64_t>(label));
    });
  return classes;
}

/// The same where they are necessary.
static std::vector<std::int64_t> requireClasses(const Dataset &dataset, const std::string &what) {
  std::vector<std::int64_t> classes = classesOf(dataset);
  if (classes.empty())
    throw Error("training: " + what +
                " goes by classes, which are a column 'label' or 'labels' of an integer for "
                "each example; " +
                (dataset.source.empty() ? "the dataset" : dataset.source) + " has " + dataset.schema());
  return classes;
}

std::vector<Split> foldsOf(const Dataset &dataset, std::int64_t folds, std::uint64_t seed) {
  return splitIntoFolds(dataset.size(), folds, seed, classesOf(dataset));
}

Split sidesOf(const Dataset &dataset, const TrainOptions &options) {
  dataset.check();
  if (options.folds > 0)
    return foldsOf(dataset, options.folds, options.seed)[static_cast<std::size_t>(options.fold)];
  const std::vector<std::int64_t> classes =
      options.stratify ? requireClasses(dataset, "a stratified split") : std::vector<std::int64_t>();
  Split sides = splitForValidation(dataset.size(), options.validation, options.seed, classes);
  if (options.validation > 0 && (sides.validation.empty() || sides.training.empty()))
    throw Error("training: to hold back " + exact(options.validation) + " of " +
                std::to_string(dataset.size()) + " examples leaves " + std::to_string(sides.training.size()) +
                " to train on and " + std::to_string(sides.validation.size()) + " to validate with");
  return sides;
}

LoaderOptions loadingOf(const Dataset &dataset, const TrainOptions &options,
                        std::vector<LoadedColumn> columns, std::vector<std::int64_t> examples,
                        std::uint64_t seed) {
  LoaderOptions loading;
  loading.columns = std::move(columns);
  loading.batchSize = options.batch;
  loading.seed = seed;
  loading.examples = std::move(examples);
  if (options.balance)
    loading.classes = requireClasses(dataset, "a balance");
  if (!options.augmentation.empty())
    loading.augmentation = Augmentation::parse(options.augmentation);
  return loading;
}

} // namespace dlc
