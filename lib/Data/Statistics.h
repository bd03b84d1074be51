// What pixels are like over many images: what a network's inputs are normalised by.
#pragma once

#include "dlc/Dataset.h"

#include <span>

namespace dlc {

struct ChannelStatistics {
  std::vector<float> mean, deviation; ///< one for each channel
};

/// Of images [N, height, width] or [N, channels, height, width], of these examples alone; bytes count as 0 …
/// 1, as they are loaded. Throws Error, with `source`, for columns of another rank, for no examples, and for
/// a channel that is the same everywhere.
ChannelStatistics channelStatistics(const Column &images, std::span<const std::int64_t> examples,
                                    const std::string &source);

} // namespace dlc
