// Seeded orders: pinned values, so that no change of compiler or code can move them unnoticed.
#include "Data/Order.h"
#include "Scratch.h"

#include <algorithm>

namespace dlc {
namespace {

TEST(Order, IsPinned) {
  // From an independent implementation of the same definition.
  EXPECT_EQ(permutation(8, 0, 0), (std::vector<std::int64_t>{0, 5, 6, 4, 2, 7, 3, 1}));
  EXPECT_EQ(permutation(8, 42, 3), (std::vector<std::int64_t>{3, 5, 2, 6, 0, 4, 7, 1}));
}

TEST(Order, HoldsEachNumberOnceAndDependsOnBothArguments) {
  auto order = permutation(1000, 1, 0);
  EXPECT_NE(order, permutation(1000, 1, 1));
  EXPECT_NE(order, permutation(1000, 2, 0));
  EXPECT_NE(permutation(1000, 1, 2), permutation(1000, 2, 1));
  EXPECT_EQ(order, permutation(1000, 1, 0));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 1000; ++i)
    EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  EXPECT_TRUE(permutation(0, 1, 1).empty());
  EXPECT_THROW(permutation(-1, 0, 0), Error);
}

TEST(Order, SplitIsDisjointAndComplete) {
  const Split split = splitForValidation(10, 0.25, 7);
  EXPECT_EQ(split.validation.size(), 3u);
  std::vector<std::int64_t> all = split.training;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(splitForValidation(10, 0.25, 7).validation, split.validation);
}

TEST(Order, SplitAtTheEnds) {
  EXPECT_TRUE(splitForValidation(5, 0, 1).validation.empty());
  EXPECT_TRUE(splitForValidation(5, 1, 1).training.empty());
  expectContains(messageOf([] { splitForValidation(5, 1.5, 1); }), "outside 0 to 1");
  EXPECT_THROW(splitForValidation(5, 0.0 / 0.0, 1), Error);
}

} // namespace
} // namespace dlc
