// Tensors: storage, views, moves, and the overflow checks on sizes.
#include "dlc/Tensor.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace dlc {
namespace {

constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();

template <typename Run> std::string messageOf(Run run) {
  try {
    run();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

TEST(Tensor, IsZeroedAndAligned) {
  Tensor tensor({3, 5}, DType::f64);
  EXPECT_EQ(tensor.size(), 15);
  EXPECT_EQ(tensor.bytes().size(), 120u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.bytes().data()) % Tensor::alignment, 0u);
  for (double value : tensor.values<double>())
    EXPECT_EQ(value, 0.0);
}

TEST(Tensor, ScalarHasOneElementAndEmptyHasNone) {
  EXPECT_EQ(Tensor({}, DType::i32).size(), 1);
  EXPECT_EQ(Tensor({4, 0, 2}, DType::i32).size(), 0);
  EXPECT_TRUE(Tensor().empty());
}

TEST(Tensor, LiesOverArrays) {
  std::vector<float> array = {1, 2, 3, 4};
  Tensor tensor = Tensor::over({2, 2}, std::span<float>(array));
  EXPECT_EQ(tensor.bytes().data(), reinterpret_cast<std::byte *>(array.data()));
  tensor.values<float>()[3] = 5;
  EXPECT_EQ(array[3], 5);
  const Tensor constant = Tensor::over({4}, std::span<const float>(array));
  EXPECT_EQ(constant.values<float>().data(), array.data());
  EXPECT_EQ(messageOf([&] { Tensor::over({5}, std::span<float>(array)); }),
            "shape [5] has 5 elements, but 4 values were given");
}

TEST(Tensor, MoveLeavesADefaultTensor) {
  Tensor from = Tensor::of<float>({2}, {1, 2});
  Tensor to(std::move(from));
  EXPECT_EQ(to.values<float>()[1], 2.0f);
  EXPECT_EQ(from.shape(), Shape{0});
  EXPECT_EQ(from.size(), 0);
  from = std::move(to);
  EXPECT_EQ(from.values<float>()[0], 1.0f);
  EXPECT_TRUE(to.values<float>().empty());
}

TEST(Tensor, CloneIsIndependent) {
  Tensor tensor = Tensor::of<std::int8_t>({2}, {7, 8});
  Tensor copy = tensor.clone();
  copy.values<std::int8_t>()[0] = 1;
  EXPECT_EQ(tensor.values<std::int8_t>()[0], 7);
  EXPECT_EQ(copy.values<std::int8_t>()[1], 8);
  EXPECT_TRUE(Tensor().clone().empty());
}

TEST(Tensor, ViewOfAnotherTypeNamesBoth) {
  Tensor tensor({1}, DType::f32);
  EXPECT_EQ(messageOf([&] { tensor.values<std::int32_t>(); }), "tensor holds f32, but i32 was asked for");
}

TEST(Tensor, SizesAreChecked) {
  EXPECT_NE(messageOf([] { Tensor({huge, 2}, DType::u8); }).find("more elements"), std::string::npos);
  EXPECT_NE(messageOf([] { Tensor({huge, 0, 2}, DType::u8); }).find("more elements"), std::string::npos);
  EXPECT_NE(messageOf([] { Tensor({huge}, DType::f32); }).find("more bytes"), std::string::npos);
  EXPECT_NE(messageOf([] { Tensor({2, -1}, DType::u8); }).find("negative dimension -1"), std::string::npos);
  EXPECT_NE(messageOf([] { Tensor::of<float>({3}, {1, 2}); }).find("2 values were given"), std::string::npos);
}

TEST(Tensor, ReshapeKeepsElementsOrThrows) {
  Tensor tensor = Tensor::of<std::int64_t>({2, 2}, {1, 2, 3, 4});
  tensor.reshape({4, 1});
  EXPECT_EQ(tensor.dim(0), 4);
  EXPECT_EQ(tensor.values<std::int64_t>()[3], 4);
  EXPECT_THROW(tensor.reshape({3}), Error);
  EXPECT_EQ(tensor.rank(), 2u);
  EXPECT_THROW(tensor.dim(2), Error);
}

TEST(Tensor, EveryTypeHasNameAndWidth) {
  EXPECT_EQ(std::string(nameOf(DType::i1)), "i1");
  EXPECT_EQ(byteWidth(DType::i1), 1u);
  EXPECT_EQ(byteWidth(DType::i64), 8u);
  EXPECT_EQ(Tensor::of<bool>({2}, {true, false}).dtype(), DType::i1);
}

} // namespace
} // namespace dlc
