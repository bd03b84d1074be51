#include "Data/Statistics.h"

#include "Data/Columns.h"

#include <cmath>

namespace dlc {

ChannelStatistics channelStatistics(const Column &images, std::span<const std::int64_t> examples,
                                    const std::string &source) {
  const Tensor &all = images.values;
  if (all.rank() != 3 && all.rank() != 4)
    throw Error(
        source +
        ": means are of the channels of images, [N, height, width] or [N, channels, height, width]; '" +
        images.name + "' is " + toString(all.shape()));
  if (examples.empty())
    throw Error(source + ": there are no examples to take means of");
  const auto channels = static_cast<std::size_t>(all.rank() == 4 ? all.dim(1) : 1);
  Shape one = all.shape();
  one[0] = 1;
  Tensor image(one, DType::f32);
  const std::size_t plane = image.values<float>().size() / channels;
  // Sums of each image first: long sums of small numbers then lose nothing.
  std::vector<double> sums(channels), squares(channels);
  for (const std::int64_t example : examples) {
    convertRows(all, std::span(&example, 1), {images.name, DType::f32, true}, image);
    for (std::size_t c = 0; c < channels; ++c) {
      double sum = 0, square = 0;
      for (const float value : image.values<float>().subspan(c * plane, plane)) {
        sum += static_cast<double>(value);
        square += static_cast<double>(value) * static_cast<double>(value);
      }
      sums[c] += sum;
      squares[c] += square;
    }
  }
  ChannelStatistics statistics;
  const double count = static_cast<double>(plane) * static_cast<double>(examples.size());
  for (std::size_t c = 0; c < channels; ++c) {
    const double mean = sums[c] / count, variance = squares[c] / count - mean * mean;
    if (!(variance > 1e-12))
      throw Error(source + ": channel " + std::to_string(c) + " of '" + images.name +
                  "' is the same everywhere, so it cannot be divided by its deviation");
    statistics.mean.push_back(static_cast<float>(mean));
    statistics.deviation.push_back(static_cast<float>(std::sqrt(variance)));
  }
  return statistics;
}

} // namespace dlc
