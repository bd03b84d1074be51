// The two floating-point types of 8 bits, in which tensors may be stored. Computed with is f32.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace dlc {

/// A sign, an exponent and `mantissaBits` bits behind the point. Codes from `beyond` on, without the sign,
/// are no finite numbers: `beyond` itself is infinity, if the format has one, and all else NaN. Rounds to
/// nearest, ties to even; what is larger than the largest number becomes `beyond`, and NaN stays NaN.
template <int mantissaBits, int exponentBias, std::uint8_t beyond, bool hasInfinity> struct Float8 {
  std::uint8_t bits = 0;

  Float8() = default;
  explicit Float8(float value) {
    const auto wide = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t size = wide & 0x7fffffff;
    std::uint32_t code;
    if (size > 0x7f800000)
      code = hasInfinity ? beyond | 2 : beyond;
    else if (size <
             bitsOfPower(1 - exponentBias)) { // subnormal: f32's own rounding leaves steps of the least
      constexpr std::uint32_t step = bitsOfPower(24 - exponentBias - mantissaBits);
      code = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + std::bit_cast<float>(step)) - step;
    } else { // rounding may carry into the exponent
      const std::uint32_t half = (1U << (dropped - 1)) - 1 + ((size >> dropped) & 1);
      code = std::min<std::uint32_t>((size - rebias + half) >> dropped, beyond);
    }
    bits = static_cast<std::uint8_t>((wide >> 24 & 0x80) | code);
  }
  explicit operator float() const {
    const std::uint32_t size = bits & 0x7f;
    std::uint32_t wide;
    if (size < 1U << mantissaBits) // subnormal: a multiple of the least
      wide = std::bit_cast<std::uint32_t>(static_cast<float>(size) *
                                          std::bit_cast<float>(bitsOfPower(1 - exponentBias - mantissaBits)));
    else if (size < beyond)
      wide = (size << dropped) + rebias;
    else
      wide = hasInfinity && size == beyond ? 0x7f800000 : 0x7fc00000;
    return std::bit_cast<float>(wide | static_cast<std::uint32_t>(bits & 0x80) << 24);
  }
  bool operator==(const Float8 &) const = default; ///< of bits: 0 is not -0, and a NaN is itself

private:
  static constexpr int dropped = 23 - mantissaBits;
  static constexpr std::uint32_t rebias = static_cast<std::uint32_t>(127 - exponentBias) << 23;
  /// Of 2^exponent in f32.
  static constexpr std::uint32_t bitsOfPower(int exponent) {
    return static_cast<std::uint32_t>(127 + exponent) << 23;
  }
};

/// 4 bits of precision, up to 448; no infinity, one NaN.
using Float8E4M3FN = Float8<3, 7, 0x7f, false>;
/// 3 bits of precision, up to 57344; the upper half of a Float16.
using Float8E5M2 = Float8<2, 15, 0x7c, true>;

} // namespace dlc
