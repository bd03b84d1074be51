// How many dimensions a tensor of a network may have.
#pragma once

#include <cstdint>

namespace dlc::nn {
/// As many as arrays of NumPy and of PyTorch have. What passes do for a loop nest grows with the square of
/// its depth or faster, so that one tensor of a few thousand dimensions would keep the compiler busy for
/// minutes.
inline constexpr int64_t kMostDimensions = 64;
} // namespace dlc::nn
