// The 8-bit types: every value there and back, rounding in the middle of two, and what is beyond the largest.
#include "dlc/Float8.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace dlc {
namespace {

template <typename T> T fromBits(int bits) {
  T value;
  value.bits = static_cast<std::uint8_t>(bits);
  return value;
}

template <typename T> class Float8Formats : public testing::Test {};
using Types = testing::Types<Float8E4M3FN, Float8E5M2>;
TYPED_TEST_SUITE(Float8Formats, Types);

TYPED_TEST(Float8Formats, EveryValueComesBack) {
  for (int bits = 0; bits < 256; ++bits) {
    const float wide(fromBits<TypeParam>(bits));
    if (std::isnan(wide))
      EXPECT_TRUE(std::isnan(float(TypeParam(wide)))) << bits;
    else
      EXPECT_EQ(TypeParam(wide).bits, bits);
  }
}

TYPED_TEST(Float8Formats, RoundsToNearestEven) {
  for (int bits = 0; bits < 0x7b; ++bits) {
    const float low(fromBits<TypeParam>(bits)), high(fromBits<TypeParam>(bits + 1));
    const float middle = (low + high) / 2;
    EXPECT_EQ(TypeParam(middle).bits, bits + (bits & 1)) << bits;
    EXPECT_EQ(TypeParam(std::nextafter(middle, low)).bits, bits);
    EXPECT_EQ(TypeParam(std::nextafter(middle, high)).bits, bits + 1);
    EXPECT_EQ(TypeParam(-middle).bits, 0x80 | (bits + (bits & 1)));
  }
}

// By the definitions of the Open Compute Project's "OCP 8-bit Floating Point Specification" (2023).
TEST(Float8, Limits) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(float(fromBits<Float8E4M3FN>(0x7e)), 448.0f);
  EXPECT_EQ(float(fromBits<Float8E4M3FN>(0x01)), 0x1p-9f);
  EXPECT_EQ(float(Float8E4M3FN(464.0f)), 448.0f);
  EXPECT_TRUE(std::isnan(float(Float8E4M3FN(464.1f))));
  EXPECT_TRUE(std::isnan(float(Float8E4M3FN(-infinity))));
  EXPECT_EQ(float(fromBits<Float8E5M2>(0x7b)), 57344.0f);
  EXPECT_EQ(float(fromBits<Float8E5M2>(0x01)), 0x1p-16f);
  EXPECT_EQ(float(Float8E5M2(61439.0f)), 57344.0f);
  EXPECT_EQ(float(Float8E5M2(61440.0f)), infinity);
  EXPECT_EQ(float(Float8E5M2(-infinity)), -infinity);
  EXPECT_EQ(Float8E5M2(-0.0f).bits, 0x80);
}

} // namespace
} // namespace dlc
