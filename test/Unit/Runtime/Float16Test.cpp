// The 16-bit types: every value there and back, and rounding where it is decided.
#include "dlc/Float16.h"
#include "Support/Half.h"
#include "dlc/Tensor.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace dlc {
namespace {

template <typename T> class Narrow : public testing::Test {};
using Types = testing::Types<BFloat16, Float16>;
TYPED_TEST_SUITE(Narrow, Types);

template <typename T> T fromBits(int bits) {
  T value;
  value.bits = static_cast<std::uint16_t>(bits);
  return value;
}

TYPED_TEST(Narrow, EveryValueComesBack) {
  for (int bits = 0; bits < 65536; ++bits) {
    const float wide(fromBits<TypeParam>(bits));
    if (std::isnan(wide))
      EXPECT_TRUE(std::isnan(float(TypeParam(wide)))) << bits;
    else
      EXPECT_EQ(TypeParam(wide).bits, bits);
  }
}

// Half-way between two neighbours it is the even one; a little beside, the nearer.
TYPED_TEST(Narrow, RoundsToNearestEven) {
  for (int bits = 0; bits < 0x7bff; bits += 7) {
    const float low(fromBits<TypeParam>(bits)), high(fromBits<TypeParam>(bits + 1));
    const float middle = low / 2 + high / 2;
    if (!std::isnormal(middle) || middle == low)
      continue; // f32 itself cannot tell
    EXPECT_EQ(TypeParam(middle).bits, bits + (bits & 1)) << bits;
    EXPECT_EQ(TypeParam(std::nextafter(middle, low)).bits, bits);
    EXPECT_EQ(TypeParam(std::nextafter(middle, high)).bits, bits + 1);
    EXPECT_EQ(TypeParam(-middle).bits, 0x8000 | (bits + (bits & 1)));
  }
}

TEST(Float16, Limits) {
  EXPECT_EQ(float(Float16(65504.0f)), 65504.0f);
  EXPECT_EQ(float(Float16(65519.0f)), 65504.0f);
  EXPECT_EQ(float(Float16(65520.0f)), std::numeric_limits<float>::infinity());
  EXPECT_EQ(float(Float16(0x1p-24f)), 0x1p-24f);
  EXPECT_EQ(float(Float16(0x1p-25f)), 0.0f);
  EXPECT_EQ(Float16(-0.0f).bits, 0x8000);
}

TEST(NarrowTensors, HoldThem) {
  Tensor tensor({2, 3}, DType::f16);
  EXPECT_EQ(tensor.bytes().size(), 12u);
  EXPECT_STREQ(nameOf(tensor.dtype()), "f16");
  tensor.values<Float16>()[4] = Float16(1.5f);
  EXPECT_EQ(float(tensor.values<Float16>()[4]), 1.5f);
  EXPECT_EQ(byteWidth(DType::bf16), 2u);
}

// The runtime core's conversions, which code calls where the CPU has no instruction.
TEST(HalfCalls, AreThoseOfFloat16) {
  for (int bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float wide(fromBits<Float16>(bits)), got = dlc_support_f16_to_f32(half);
    EXPECT_TRUE(got == wide || (std::isnan(got) && std::isnan(wide))) << bits;
    EXPECT_EQ(std::signbit(got), std::signbit(wide)) << bits;
  }
  for (std::uint64_t bits = 0; bits < (std::uint64_t(1) << 32); bits += 4099) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isnan(value)) {
      EXPECT_GT(dlc_support_f64_to_f16(value) & 0x7fff, 0x7c00);
      EXPECT_GT(dlc_support_f64_to_bf16(value) & 0x7fff, 0x7f80);
      continue;
    }
    EXPECT_EQ(dlc_support_f64_to_f16(value), Float16(value).bits) << value;
    EXPECT_EQ(dlc_support_f64_to_bf16(value), BFloat16(value).bits) << value;
  }
}

// A little above the middle of two is more than f32 can say, whose nearest number is the middle.
TEST(HalfCalls, RoundOnce) {
  EXPECT_EQ(dlc_support_f64_to_f16(1 + 0x1p-11), 0x3c00);
  EXPECT_EQ(dlc_support_f64_to_f16(1 + 0x1p-11 + 0x1p-40), 0x3c01);
  EXPECT_EQ(dlc_support_f64_to_f16(-(1 + 0x3p-11 - 0x1p-40)), 0xbc01);
  EXPECT_EQ(dlc_support_f64_to_f16(0x1p-25), 0);
  EXPECT_EQ(dlc_support_f64_to_f16(0x1p-25 + 0x1p-77), 1);
  EXPECT_EQ(dlc_support_f64_to_f16(65520), 0x7c00);
  EXPECT_EQ(dlc_support_f64_to_f16(65520 - 0x1p-30), 0x7bff);
  EXPECT_EQ(dlc_support_f64_to_f16(0x1p-1060), 0);
  EXPECT_EQ(dlc_support_f64_to_bf16(1 + 0x1p-8), 0x3f80);
  EXPECT_EQ(dlc_support_f64_to_bf16(1 + 0x1p-8 + 0x1p-52), 0x3f81);
  EXPECT_EQ(dlc_support_f64_to_bf16(0x1p-134), 0);
  EXPECT_EQ(dlc_support_f64_to_bf16(-0x3p-134), 0x8002);
  EXPECT_EQ(dlc_support_f64_to_bf16(1e300), 0x7f80);
}

} // namespace
} // namespace dlc
