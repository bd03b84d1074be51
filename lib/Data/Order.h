// Seeded orders of a dataset's examples. Integer arithmetic of our own, so that a seed means the same order
// with every compiler and standard library.
#pragma once

#include <cstdint>
#include <vector>

namespace dlc {

/// The numbers 0 … count-1, shuffled. A pure function of its arguments: streams (epochs, say) of one seed are
/// independent of each other. Throws Error if `count` is negative.
std::vector<std::int64_t> permutation(std::int64_t count, std::uint64_t seed, std::uint64_t stream);

/// Which examples to learn from, and which to hold back.
struct Split {
  std::vector<std::int64_t> training, validation;
};

/// Holds back `fraction` (0 … 1, rounded to the nearest example) of `count` examples: the end of a
/// permutation by `seed`. Both lists are in ascending order. Throws Error if the fraction is outside 0 … 1.
Split splitForValidation(std::int64_t count, double fraction, std::uint64_t seed);

} // namespace dlc
