// The two floating-point types of 16 bits, in which tensors may be stored. Computed with is f32.
#pragma once

#include <bit>
#include <cstdint>

namespace dlc {

/// The upper half of an f32: its range, and 8 bits of precision. Rounds to nearest, ties to even; NaN stays
/// NaN.
struct BFloat16 {
  std::uint16_t bits = 0;

  BFloat16() = default;
  explicit BFloat16(float value) {
    const auto wide = std::bit_cast<std::uint32_t>(value);
    if (value != value)
      bits = static_cast<std::uint16_t>((wide >> 16) | 0x40); // quiet, whatever is cut off
    else
      bits = static_cast<std::uint16_t>((wide + 0x7fff + ((wide >> 16) & 1)) >> 16);
  }
  explicit operator float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }
  bool operator==(const BFloat16 &) const = default; ///< of bits: 0 is not -0, and a NaN is itself
};

/// IEEE 754's half precision: 11 bits of precision, up to 65504. Rounds to nearest, ties to even; what is
/// larger becomes infinite, NaN stays NaN.
struct Float16 {
  std::uint16_t bits = 0;

  Float16() = default;
  explicit Float16(float value) {
    const auto wide = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (wide >> 16) & 0x8000, size = wide & 0x7fffffff;
    std::uint32_t half;
    if (size > 0x7f800000)
      half = 0x7e00;
    else if (size >= 0x47800000) // 2^16
      half = 0x7c00;
    else if (size < 0x38800000) // below 2^-14, subnormal: f32's own rounding leaves steps of 2^-24
      half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(size) + 0.5f) - 0x3f000000;
    else // rounding may carry into the exponent, up to infinity
      half = (size - 0x38000000 + 0xfff + ((size >> 13) & 1)) >> 13;
    bits = static_cast<std::uint16_t>(sign | half);
  }
  explicit operator float() const {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16, size = bits & 0x7fff;
    float value;
    if (size < 0x400) // subnormal: a multiple of 2^-24
      value = static_cast<float>(size) * 0x1p-24f;
    else
      value = std::bit_cast<float>((size << 13) + (size < 0x7c00 ? 0x38000000u : 0x70000000u));
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) | sign);
  }
  bool operator==(const Float16 &) const = default; ///< of bits: 0 is not -0, and a NaN is itself
};

} // namespace dlc
