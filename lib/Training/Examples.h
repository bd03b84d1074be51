// Which examples a training learns from, which it holds back, and in which order they come: by their classes,
// where these matter.
#pragma once

#include "Data/Loader.h"
#include "Data/Order.h"
#include "dlc/Trainer.h"

namespace dlc {

/// The class of each example: its `label`, or else `labels`, where these are integers, one an example.
/// Nothing if there are none.
std::vector<std::int64_t> classesOf(const Dataset &dataset);

/// The folds of a dataset, by its classes, if there are any.
std::vector<Split> foldsOf(const Dataset &dataset, std::int64_t folds, std::uint64_t seed);

/// What a training learns from and what it holds back. Throws Error if one side of a split is empty, and if
/// classes are asked for that there are none of.
Split sidesOf(const Dataset &dataset, const TrainOptions &options);

/// How a training's batches are loaded: of these columns and examples, in the order of `seed`.
LoaderOptions loadingOf(const Dataset &dataset, const TrainOptions &options,
                        std::vector<LoadedColumn> columns, std::vector<std::int64_t> examples,
                        std::uint64_t seed);

} // namespace dlc
