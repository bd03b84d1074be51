// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014) and Fisher–Yates.
#include "Data/Order.h"

#include "dlc/Error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace dlc {
namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

class SplitMix64 {
public:
  explicit SplitMix64(std::uint64_t state) : state(state) {}

  std::uint64_t next() { return mix(state += golden); }

  /// Uniform in 0 … bound-1: draws from the incomplete last round of bounds are thrown away.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t leftOver = (0 - bound) % bound; // 2^64 mod bound
    for (;;) {
      const std::uint64_t draw = next();
      if (draw >= leftOver)
        return draw % bound;
    }
  }

private:
  std::uint64_t state;
};

/// The streams of splits are set apart from those of epochs, which count from 0.
constexpr std::uint64_t splitStream = ~std::uint64_t(0), foldStream = splitStream - 1;

/// Bits that no epoch has, and that tell the further draws of an epoch apart.
constexpr std::uint64_t balanceStreams = std::uint64_t(1) << 61;

} // namespace

std::vector<std::int64_t> permutation(std::int64_t count, std::uint64_t seed, std::uint64_t stream) {
  if (count < 0)
    throw Error("a permutation of " + std::to_string(count) + " elements was asked for");
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t(0));
  // Mixed, because the plain sum would make epoch 1 of a seed epoch 0 of another.
  SplitMix64 random(mix(seed + golden) ^ mix(mix(stream + golden)));
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

std::vector<std::int64_t> balancedOrder(std::span<const std::int64_t> classes, std::uint64_t seed,
                                        std::uint64_t stream) {
  const auto count = static_cast<std::int64_t>(classes.size());
  std::map<std::int64_t, std::vector<std::int64_t>> members; // of each class, shuffled
  for (const std::int64_t example : permutation(count, seed, stream))
    members[classes[static_cast<std::size_t>(example)]].push_back(example);
  if (members.empty())
    return {};
  const auto kinds = static_cast<std::int64_t>(members.size());
  // Which classes are there once more than the others changes, too.
  const std::vector<std::int64_t> ranks = permutation(kinds, seed, stream ^ balanceStreams);
  std::vector<std::int64_t> chosen;
  std::int64_t kind = 0;
  for (const auto &[label, examples] : members) {
    const auto [first, last] = partOf(count, ranks[static_cast<std::size_t>(kind++)], kinds);
    for (std::int64_t i = 0; i < last - first; ++i)
      chosen.push_back(examples[static_cast<std::size_t>(i) % examples.size()]);
  }
  std::vector<std::int64_t> order;
  for (const std::int64_t place : permutation(count, seed, stream ^ (balanceStreams << 1)))
    order.push_back(chosen[static_cast<std::size_t>(place)]);
  return order;
}

Split splitForValidation(std::int64_t count, double fraction, std::uint64_t seed,
                         std::span<const std::int64_t> classes) {
  if (!(fraction >= 0 && fraction <= 1))
    throw Error("validation fraction " + std::to_string(fraction) + " is outside 0 to 1");
  std::map<std::int64_t, std::vector<std::int64_t>> members; // of each class, shuffled
  for (const std::int64_t example : permutation(count, seed, splitStream))
    members[classes.empty() ? 0 : classes[static_cast<std::size_t>(example)]].push_back(example);
  Split split;
  for (const auto &[label, order] : members) {
    const auto held = std::min(std::llround(fraction * static_cast<double>(order.size())),
                               static_cast<long long>(order.size()));
    split.training.insert(split.training.end(), order.begin(), order.end() - held);
    split.validation.insert(split.validation.end(), order.end() - held, order.end());
  }
  // The loader shuffles by itself; ascending order reads memory forwards where it does not.
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

std::vector<Split> splitIntoFolds(std::int64_t count, std::int64_t folds, std::uint64_t seed,
                                  std::span<const std::int64_t> classes) {
  if (folds < 2 || folds > count)
    throw Error("to split " + std::to_string(count) + " examples into " + std::to_string(folds) +
                " folds is impossible: it takes two folds at least, and an example for each");
  struct Place {
    std::int64_t inClass, inOrder, example;
  };
  std::vector<Place> places;
  for (const std::int64_t example : permutation(count, seed, foldStream))
    places.push_back({classes.empty() ? 0 : classes[static_cast<std::size_t>(example)],
                      static_cast<std::int64_t>(places.size()), example});
  std::ranges::sort(places, {}, [](const Place &place) { return std::pair(place.inClass, place.inOrder); });
  std::vector<Split> splits(static_cast<std::size_t>(folds));
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t fold = 0; fold < splits.size(); ++fold)
      (fold == i % splits.size() ? splits[fold].validation : splits[fold].training)
          .push_back(places[i].example);
  for (Split &split : splits) {
    std::ranges::sort(split.training);
    std::ranges::sort(split.validation);
  }
  return splits;
}

std::pair<std::int64_t, std::int64_t> partOf(std::int64_t count, std::int64_t part, std::int64_t parts) {
  const std::int64_t each = count / parts, larger = count % parts;
  const std::int64_t first = part * each + std::min(part, larger);
  return {first, first + each + (part < larger ? 1 : 0)};
}

} // namespace dlc
