// Means and agreements over several ranks, which are threads here.
#include "ThreadCommunicator.h"

#include "Training/RankMean.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dlc::test {
namespace {

/// Another number for each rank and element; far from round, so that an order of summation shows.
float valueOf(int rank, std::size_t element) {
  return std::sin(static_cast<float>(rank * 7919) + static_cast<float>(element)) * 3.0f;
}

Tensor tensorOf(int rank, std::int64_t size, DType type) {
  Tensor tensor({size}, type);
  visitType(type, [&]<typename T>(T) {
    for (std::size_t i = 0; i < tensor.values<T>().size(); ++i)
      tensor.values<T>()[i] = static_cast<T>(valueOf(rank, i));
  });
  return tensor;
}

TEST(RankMean, SumsInTheOrderOfRanksWhateverTheBucketsAre) {
  for (const int size : {1, 2, 3, 5})
    for (const std::size_t bucket : {std::size_t(8), std::size_t(64), std::size_t(1) << 20})
      asRanks(size, [&](Communicator &communicator) {
        Ranks ranks(communicator, nullptr);
        std::vector<Tensor> tensors;
        for (const std::int64_t elements : {1, 7, 100, 3})
          tensors.push_back(tensorOf(ranks.rank(), elements, DType::f32));
        tensors.push_back(tensorOf(ranks.rank(), 5, DType::f64));
        RankMean mean(ranks, {&tensors[0], &tensors[1], &tensors[2], &tensors[3], &tensors[4]}, bucket);
        std::vector<double> weights;
        for (int rank = 0; rank < size; ++rank)
          weights.push_back((rank + 1) / 10.0);
        mean.begin(weights);
        mean.ready(1); // not the first: it waits
        mean.ready(static_cast<std::size_t>(ranks.rank() % 5));
        mean.finish();
        for (const Tensor &tensor : tensors)
          for (std::size_t i = 0; i < static_cast<std::size_t>(tensor.size()); ++i) {
            double wanted = 0;
            for (int rank = 0; rank < size; ++rank)
              wanted += weights[static_cast<std::size_t>(rank)] * static_cast<double>(valueOf(rank, i));
            if (tensor.dtype() == DType::f64)
              EXPECT_EQ(tensor.values<double>()[i], wanted);
            else
              EXPECT_EQ(tensor.values<float>()[i], static_cast<float>(wanted));
          }
      });
}

TEST(RankMean, BeginsAnewAndLeavesOutWhoHasNothing) {
  asRanks(3, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    Tensor tensor({4}, DType::f32);
    RankMean mean(ranks, {&tensor});
    for (int step = 0; step < 3; ++step) {
      for (float &value : tensor.values<float>())
        value = ranks.rank() == 1 ? std::numeric_limits<float>::quiet_NaN()
                                  : static_cast<float>(ranks.rank() + step);
      mean.begin({0.5, 0, 0.5});
      mean.finish();
      EXPECT_EQ(tensor.values<float>()[3], static_cast<float>(1 + step));
    }
  });
}

TEST(RankMean, RoundsNarrowFloatsOnce) {
  asRanks(2, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    Tensor tensor = tensorOf(ranks.rank(), 9, DType::bf16);
    const Tensor first = tensorOf(0, 9, DType::bf16), second = tensorOf(1, 9, DType::bf16);
    RankMean mean(ranks, {&tensor});
    mean.begin({0.25, 0.75});
    mean.finish();
    visitType(DType::bf16, [&]<typename T>(T) {
      if constexpr (!std::is_arithmetic_v<T>)
        for (std::size_t i = 0; i < 9; ++i)
          EXPECT_EQ(static_cast<float>(tensor.values<T>()[i]),
                    static_cast<float>(static_cast<T>(static_cast<float>(
                        0.25 * static_cast<double>(static_cast<float>(first.values<T>()[i])) +
                        0.75 * static_cast<double>(static_cast<float>(second.values<T>()[i]))))));
    });
  });
}

TEST(Ranks, SumAndAgreeToStop) {
  asRanks(3, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    std::vector<double> values{static_cast<double>(ranks.rank()), 1};
    ranks.sum(values);
    EXPECT_EQ(values, (std::vector<double>{3, 3}));
    EXPECT_FALSE(ranks.stops());
    if (ranks.rank() == 2)
      ranks.requestStop();
    ranks.sum(values);
    EXPECT_TRUE(ranks.stops());
    std::int64_t number = ranks.rank() + 5;
    ranks.takeFirst(std::as_writable_bytes(std::span(&number, 1)));
    EXPECT_EQ(number, 5);
  });
}

TEST(Ranks, SumWithWeightsInTheirOrder) {
  asRanks(3, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    std::vector<float> values{valueOf(ranks.rank(), 0), valueOf(ranks.rank(), 1)};
    if (ranks.rank() == 1)
      values = {std::numeric_limits<float>::quiet_NaN(), 0};
    ranks.sumWeighted(values, std::vector<double>{0.25, 0, 0.75});
    for (std::size_t i = 0; i < 2; ++i)
      EXPECT_EQ(values[i], static_cast<float>(0.25 * static_cast<double>(valueOf(0, i)) +
                                              0.75 * static_cast<double>(valueOf(2, i))));
  });
}

TEST(StepHooks, KeepWhatIsThrownUntilTheCallHasEnded) {
  StepHooks hooks;
  int calls = 0;
  hooks.onResult = [&](std::size_t output) {
    ++calls;
    if (output == 1)
      throw LostProcess("a rank is lost");
  };
  hooks.onExchange = [&](std::span<float>, bool) { ++calls; };
  float value = 0;
  StepHooks::resultReady(&hooks, 0);
  StepHooks::resultReady(&hooks, 1);
  StepHooks::resultReady(&hooks, 2);
  StepHooks::exchange(&hooks, &value, 1, 0);
  EXPECT_EQ(calls, 2);
  EXPECT_THROW(hooks.finish(), LostProcess);
  StepHooks::resultReady(&hooks, 0); // nobody listens any more
  EXPECT_EQ(calls, 2);
  EXPECT_NO_THROW(hooks.finish());
}

TEST(Ranks, SayWhoIsUnlikeTheFirst) {
  asRanks(3, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    ranks.checkSame(7, "other data");
    try {
      ranks.checkSame(ranks.rank() == 2 ? 8 : 7, "other data");
      ADD_FAILURE() << "nothing is said";
    } catch (const Error &error) {
      EXPECT_STREQ(error.what(), "rank 2 has other data than rank 0; give all of them the same");
    }
  });
}

TEST(Ranks, GiveUpWaitingForOneThatIsLost) {
  asRanks(2, [](Communicator &communicator) {
    const std::atomic<bool> interrupt = true;
    Ranks ranks(communicator, &interrupt);
    if (ranks.rank() == 1)
      return; // lost
    std::vector<double> values{1};
    EXPECT_THROW(ranks.sum(values), LostProcess);
  });
}

TEST(Ranks, FindOutWhoIsLost) {
  asRanks(4, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    if (ranks.rank() == 0 || ranks.rank() == 2)
      return; // lost
    bool isSaved = false;
    EXPECT_EQ(ranks.findLost([&] { isSaved = true; }), (std::vector<int>{0, 2}));
    EXPECT_TRUE(isSaved);
  });
}

TEST(Ranks, KnowWhatTheFirstHasSaved) {
  asRanks(2, [](Communicator &communicator) {
    Ranks ranks(communicator, nullptr);
    std::vector<double> values{1};
    ranks.sum(values);
    EXPECT_EQ(ranks.savedByFirst(), std::nullopt);
    if (ranks.isFirst())
      ranks.noteSaved(7);
    ranks.sum(values);
    EXPECT_EQ(ranks.savedByFirst(), 7u);
    EXPECT_EQ(values, std::vector<double>{4}); // what travels along is none of them
  });
}

} // namespace
} // namespace dlc::test
