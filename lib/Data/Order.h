// Seeded orders of a dataset's examples. Integer arithmetic of our own, so that a seed means the same order
// with every compiler and standard library.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dlc {

/// The numbers 0 … count-1, shuffled. A pure function of its arguments: streams (epochs, say) of one seed are
/// independent of each other. Throws Error if `count` is negative.
std::vector<std::int64_t> permutation(std::int64_t count, std::uint64_t seed, std::uint64_t stream);

/// As many numbers of examples as `classes` has, in which each class is equally often, to one: examples of a
/// class with fewer come several times, equally often, to one, and of a class with more, a part that differs
/// from stream to stream. Pure, as permutation().
std::vector<std::int64_t> balancedOrder(std::span<const std::int64_t> classes, std::uint64_t seed,
                                        std::uint64_t stream);

/// Which examples to learn from, and which to hold back.
struct Split {
  std::vector<std::int64_t> training, validation;
};

/// Holds back `fraction` (0 … 1, rounded to the nearest example) of `count` examples: the end of a
/// permutation by `seed`. With `classes`, which has the class of each example, the same of each class. Both
/// lists are in ascending order. Throws Error if the fraction is outside 0 … 1.
Split splitForValidation(std::int64_t count, double fraction, std::uint64_t seed,
                         std::span<const std::int64_t> classes = {});

/// K-fold cross-validation: each of `count` examples is held back in one of the splits. `classes`, if there
/// are any, has the class of each example: each fold then has its share of each class, to one example. Lists
/// are in ascending order. Throws Error for fewer than two folds, and for more than examples.
std::vector<Split> splitIntoFolds(std::int64_t count, std::int64_t folds, std::uint64_t seed,
                                  std::span<const std::int64_t> classes = {});

/// Which of `count` things belong to one of several parts: where they begin and end. Parts differ by one at
/// most, and the first ones are the larger ones.
std::pair<std::int64_t, std::int64_t> partOf(std::int64_t count, std::int64_t part, std::int64_t parts);

} // namespace dlc
