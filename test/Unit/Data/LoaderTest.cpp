// Batches: contents, order, resumption, and the end of a loader in every state of its thread.
#include "Data/Loader.h"
#include "Data/Order.h"
#include "Scratch.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace dlc {
namespace {

/// `count` images of two pixels: the example's number, and 255. Labels are ten times the number.
Dataset numbered(std::int64_t count) {
  Dataset dataset;
  dataset["images"] = Tensor({count, 1, 2}, DType::u8);
  dataset["labels"] = Tensor({count}, DType::i64);
  for (std::int64_t i = 0; i < count; ++i) {
    dataset["images"].values<std::uint8_t>()[static_cast<std::size_t>(2 * i)] = static_cast<std::uint8_t>(i);
    dataset["images"].values<std::uint8_t>()[static_cast<std::size_t>(2 * i + 1)] = 255;
    dataset["labels"].values<std::int64_t>()[static_cast<std::size_t>(i)] = 10 * i;
  }
  return dataset;
}

LoaderOptions batchesOf(std::int64_t size, bool shuffle = true) {
  LoaderOptions options;
  options.batchSize = size;
  options.shuffle = shuffle;
  options.seed = 5;
  options.columns = {{"images", DType::f32, true}, {"labels", DType::i64}};
  return options;
}

TEST(Loader, NormalisesAndEndsWithAPartialBatch) {
  const Dataset dataset = numbered(5);
  LoaderOptions options = batchesOf(3, false);
  options.columns[0].mean = 0.5f;
  options.columns[0].deviation = 0.25f;
  Loader loader(dataset, options);
  EXPECT_EQ(loader.batchesPerEpoch(), 2);
  const Batch first = loader.next(), second = loader.next();
  EXPECT_EQ(first.columns[0].shape(), (Shape{3, 1, 2}));
  EXPECT_FLOAT_EQ(first.columns[0].values<float>()[2], (1 / 255.0f - 0.5f) / 0.25f);
  EXPECT_FLOAT_EQ(first.columns[0].values<float>()[1], 2.0f);
  EXPECT_FALSE(first.endsEpoch);
  EXPECT_EQ(second.columns[0].shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(second.columns[1].values<std::int64_t>()[1], 40);
  EXPECT_TRUE(second.endsEpoch);
  EXPECT_EQ(loader.position(), (LoaderPosition{1, 0}));
}

TEST(Loader, FloatImagesKeepTheirScaleAndLabelsAreOptional) {
  Dataset dataset;
  dataset["images"] = Tensor::of<float>({2, 1}, {0.5f, 3});
  LoaderOptions options = batchesOf(2, false);
  options.columns = {{"images", DType::f32, true, 1, 2}};
  Loader loader(dataset, options);
  const Batch batch = loader.next();
  EXPECT_EQ(batch.columns[0].values<float>()[1], 1.0f);
  EXPECT_EQ(batch.columns.size(), 1u);
}

TEST(Loader, OrderIsThePermutationOfSeedAndEpoch) {
  const Dataset dataset = numbered(20);
  Loader loader(dataset, batchesOf(20));
  for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
    const Batch batch = loader.next();
    EXPECT_EQ(batch.examples, permutation(20, 5, epoch));
    for (std::size_t i = 0; i < 20; ++i)
      EXPECT_EQ(batch.columns[1].values<std::int64_t>()[i], 10 * batch.examples[i]);
  }
}

TEST(Loader, ResumesAnywhere) {
  const Dataset dataset = numbered(11);
  Loader whole(dataset, batchesOf(4));
  for (int step = 0; step < 8; ++step) {
    Loader resumed(dataset, batchesOf(4), whole.position());
    const Batch expected = whole.next(), batch = resumed.next();
    EXPECT_EQ(batch.examples, expected.examples);
    EXPECT_EQ(batch.position, expected.position);
    EXPECT_EQ(batch.endsEpoch, expected.endsEpoch);
  }
}

TEST(Loader, DeliversOnlyTheChosenExamples) {
  const Dataset dataset = numbered(10);
  const Split split = splitForValidation(10, 0.3, 1);
  LoaderOptions options = batchesOf(2, false);
  options.examples = split.validation;
  Loader loader(dataset, options);
  EXPECT_EQ(loader.examplesPerEpoch(), 3);
  std::vector<std::int64_t> seen = loader.next().examples;
  for (std::int64_t example : loader.next().examples)
    seen.push_back(example);
  EXPECT_EQ(seen, split.validation);
}

TEST(Loader, BalancesTheChosenExamples) {
  const Dataset dataset = numbered(10);
  LoaderOptions options = batchesOf(3);
  options.classes = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
  options.examples = {{0, 1, 2, 3, 4, 8}};
  Loader loader(dataset, options);
  std::vector<std::int64_t> seen = loader.next().examples;
  for (const std::int64_t example : loader.next().examples)
    seen.push_back(example);
  EXPECT_EQ(std::ranges::count(seen, 8), 3);
  EXPECT_EQ(std::ranges::count_if(seen, [](auto i) { return i < 5; }), 3);
  options.classes.pop_back();
  expectContains(messageOf([&] { Loader(dataset, options); }), "has 10 examples, and classes of 9");
}

TEST(Loader, StopsInEveryState) {
  const Dataset dataset = numbered(100);
  for (int i = 0; i < 50; ++i) {
    Loader loader(dataset, batchesOf(7));
    if (i % 2)
      loader.next();
    if (i % 10 == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(1)); // some batches are ready by now
  }
}

TEST(Loader, RefusesWhatCannotBeLoaded) {
  const Dataset dataset = numbered(3);
  auto messageFor = [&](LoaderOptions options, LoaderPosition start = {}) {
    return messageOf([&] { Loader(dataset, options, start); });
  };
  expectContains(messageFor(batchesOf(0)), "batch size is 0");
  LoaderOptions flat = batchesOf(1);
  flat.columns[0].deviation = 0;
  expectContains(messageFor(flat), "the deviation above 0");
  LoaderOptions outside = batchesOf(1);
  outside.examples = {{0, 3}};
  expectContains(messageFor(outside), "example 3 is outside the 3 of dataset");
  LoaderOptions none = batchesOf(1);
  none.examples.emplace();
  expectContains(messageFor(none), "there are no examples");
  expectContains(messageFor(batchesOf(2), {0, 2}), "an epoch has 2 batches");
}

TEST(Loader, RefusesLabelsOfAnotherCount) {
  Dataset dataset = numbered(3);
  dataset["labels"] = Tensor({2}, DType::i64);
  expectContains(messageOf([&] { Loader(dataset, batchesOf(1)); }),
                 "the column 'images' has 3 examples, but 'labels' is [2]");
  dataset["labels"] = Tensor({3}, DType::f32);
  expectContains(messageOf([&] { Loader(dataset, batchesOf(1)); }),
                 "the column 'labels' is f32, which does not become i64");
}

} // namespace
} // namespace dlc
