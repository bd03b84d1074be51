// Means and deviations of channels.
#include "Data/Statistics.h"
#include "Scratch.h"

#include <cmath>

namespace dlc {
namespace {

TEST(Statistics, AreOfEachChannelOfTheseExamples) {
  // Two channels of two pixels; the third example does not count.
  const Column images{
      "images", Tensor::of<std::uint8_t>({3, 2, 1, 2}, {0, 255, 51, 51, 255, 0, 51, 153, 9, 9, 9, 9}), {}};
  const std::int64_t examples[] = {0, 1};
  const ChannelStatistics statistics = channelStatistics(images, examples, "set");
  ASSERT_EQ(statistics.mean.size(), 2u);
  EXPECT_FLOAT_EQ(statistics.mean[0], 0.5f);
  EXPECT_FLOAT_EQ(statistics.deviation[0], 0.5f);
  EXPECT_FLOAT_EQ(statistics.mean[1], 0.3f);
  EXPECT_NEAR(statistics.deviation[1], 0.2 * std::sqrt(0.75), 1e-6); // of 0.2, 0.2, 0.2 and 0.6
}

TEST(Statistics, FloatsAreAsTheyAre) {
  const Column images{"x", Tensor::of<float>({2, 1, 2}, {-1, 3, -1, 3}), {}};
  const std::int64_t examples[] = {0, 1};
  const ChannelStatistics statistics = channelStatistics(images, examples, "set");
  EXPECT_EQ(statistics.mean, (std::vector<float>{1}));
  EXPECT_EQ(statistics.deviation, (std::vector<float>{2}));
}

TEST(Statistics, Refusals) {
  const std::int64_t example[] = {0};
  const Column numbers{"x", Tensor({2, 3}, DType::f32), {}}, grey{"x", Tensor({2, 3, 3}, DType::u8), {}};
  expectContains(messageOf([&] { channelStatistics(numbers, example, "set"); }),
                 "set: means are of the channels of images, [N, height, width] or [N, channels, height, "
                 "width]; 'x' is [2, 3]");
  expectContains(messageOf([&] { channelStatistics(grey, example, "set"); }),
                 "channel 0 of 'x' is the same everywhere");
  expectContains(messageOf([&] { channelStatistics(grey, {}, "set"); }), "there are no examples");
}

} // namespace
} // namespace dlc
