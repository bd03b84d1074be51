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

TEST(Order, StratifiedSplitHoldsBackThatPartOfEachClass) {
  std::vector<std::int64_t> classes(100, 7);
  std::fill(classes.begin() + 80, classes.end(), 3);
  const Split split = splitForValidation(100, 0.1, 1, classes);
  EXPECT_EQ(split.validation.size(), 10u);
  EXPECT_EQ(std::ranges::count_if(split.validation, [](auto i) { return i >= 80; }), 2);
  EXPECT_EQ(split.training.size(), 90u);
  EXPECT_TRUE(std::ranges::is_sorted(split.training) && std::ranges::is_sorted(split.validation));
  EXPECT_NE(splitForValidation(100, 0.1, 2, classes).validation, split.validation);
}

TEST(Order, BalancedHasEachClassEquallyOften) {
  std::vector<std::int64_t> classes(101, 5); // 90 of class 5, 8 of class 2, 3 of class 9
  std::fill(classes.begin() + 90, classes.begin() + 98, 2);
  std::fill(classes.begin() + 98, classes.end(), 9);
  const auto order = balancedOrder(classes, 4, 0);
  ASSERT_EQ(order.size(), 101u);
  std::vector<int> perClass(10), perExample(101);
  for (const std::int64_t example : order) {
    ++perClass[static_cast<std::size_t>(classes[static_cast<std::size_t>(example)])];
    ++perExample[static_cast<std::size_t>(example)];
  }
  for (const int label : {2, 5, 9})
    EXPECT_TRUE(perClass[static_cast<std::size_t>(label)] == 33 ||
                perClass[static_cast<std::size_t>(label)] == 34);
  for (std::size_t i = 0; i < 90; ++i) // a part of these
    EXPECT_LE(perExample[i], 1);
  for (std::size_t i = 90; i < 98; ++i) // four times, or once more
    EXPECT_TRUE(perExample[i] == 4 || perExample[i] == 5);
  for (std::size_t i = 98; i < 101; ++i)
    EXPECT_TRUE(perExample[i] == 11 || perExample[i] == 12);
  // Not class after class, and each epoch another part.
  EXPECT_FALSE(
      std::ranges::is_sorted(order, {}, [&](auto i) { return classes[static_cast<std::size_t>(i)]; }));
  EXPECT_EQ(balancedOrder(classes, 4, 0), order);
  auto next = balancedOrder(classes, 4, 1);
  std::vector<std::int64_t> sorted = order;
  std::ranges::sort(sorted);
  std::ranges::sort(next);
  EXPECT_NE(next, sorted);
  EXPECT_TRUE(balancedOrder({}, 1, 1).empty());
}

TEST(Folds, HoldEachExampleBackOnce) {
  const auto folds = splitIntoFolds(10, 3, 5);
  ASSERT_EQ(folds.size(), 3u);
  std::vector<std::int64_t> held;
  for (const Split &fold : folds) {
    EXPECT_EQ(fold.training.size() + fold.validation.size(), 10u);
    EXPECT_TRUE(std::ranges::is_sorted(fold.training) && std::ranges::is_sorted(fold.validation));
    EXPECT_TRUE(fold.validation.size() == 3 || fold.validation.size() == 4);
    held.insert(held.end(), fold.validation.begin(), fold.validation.end());
  }
  std::ranges::sort(held);
  for (std::size_t i = 0; i < held.size(); ++i)
    EXPECT_EQ(held[i], static_cast<std::int64_t>(i));
  EXPECT_EQ(splitIntoFolds(10, 3, 5)[1].validation, folds[1].validation);
  EXPECT_NE(splitIntoFolds(10, 3, 6)[1].validation, folds[1].validation);
}

TEST(Folds, HaveTheirShareOfEachClass) {
  std::vector<std::int64_t> classes;
  for (std::int64_t i = 0; i < 40; ++i)
    classes.push_back(i % 10 == 0); // four of one class
  for (const Split &fold : splitIntoFolds(40, 4, 1, classes)) {
    EXPECT_EQ(std::ranges::count_if(fold.validation,
                                    [&](auto i) { return classes[static_cast<std::size_t>(i)] == 1; }),
              1);
    EXPECT_EQ(fold.validation.size(), 10u);
  }
}

TEST(Folds, RefuseWhatCannotBeSplit) {
  EXPECT_THROW(splitIntoFolds(10, 1, 0), Error);
  EXPECT_THROW(splitIntoFolds(2, 3, 0), Error);
}

TEST(Parts, CoverAllAndDifferByOneAtMost) {
  for (const std::int64_t count : {0, 1, 7, 12})
    for (const std::int64_t parts : {1, 3, 4, 20}) {
      std::int64_t next = 0;
      for (std::int64_t part = 0; part < parts; ++part) {
        const auto [begin, end] = partOf(count, part, parts);
        EXPECT_EQ(begin, next);
        EXPECT_TRUE(end - begin == count / parts || end - begin == count / parts + 1);
        next = end;
      }
      EXPECT_EQ(next, count);
      EXPECT_TRUE(count == 0 || partOf(count, 0, parts).second > 0); // the first part is never empty
    }
}

} // namespace
} // namespace dlc
