#include "Data/Literal.h"
#include "Scratch.h"

#include <cmath>

namespace dlc {
namespace {

template <typename T> std::vector<T> elements(std::string_view text, const Shape &shape) {
  const Tensor tensor = parseLiteral(text, dtypeOf<T>());
  EXPECT_EQ(tensor.shape(), shape) << text;
  return {tensor.values<T>().begin(), tensor.values<T>().end()};
}

TEST(Literal, BracketsAreDimensions) {
  EXPECT_EQ(elements<float>(" -2.5e1 ", {}), std::vector<float>{-25});
  EXPECT_EQ(elements<std::int64_t>("[1,2, 3]", {3}), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(elements<double>("[[1, 2], [3, 4.5], [+5, .5]]", {3, 2}),
            (std::vector<double>{1, 2, 3, 4.5, 5, 0.5}));
  EXPECT_EQ(elements<std::int64_t>("0,1, 1", {3}), (std::vector<std::int64_t>{0, 1, 1}));
  EXPECT_EQ(elements<float>("[]", {0}), std::vector<float>{});
  EXPECT_EQ(elements<float>("[[], []]", (Shape{2, 0})), std::vector<float>{});
}

TEST(Literal, ElementsAreThoseOfTheType) {
  EXPECT_EQ(elements<bool>("[true, 0, 1, false]", {4}), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(elements<std::int64_t>("9007199254740993", {}), std::vector<std::int64_t>{9007199254740993});
  EXPECT_TRUE(std::isnan(elements<float>("nan", {})[0]));
  EXPECT_EQ(elements<double>("-inf", {})[0], -INFINITY);
  EXPECT_EQ(static_cast<float>(parseLiteral("0.5", DType::bf16).values<BFloat16>()[0]), 0.5f);
}

void expectError(std::string_view text, DType type, const std::string &message) {
  try {
    parseLiteral(text, type);
    FAIL() << text << " is read";
  } catch (const Error &error) {
    EXPECT_EQ(error.what(), message);
  }
}

TEST(Literal, WhatIsNoneSaysWhere) {
  expectError("[1, 2", DType::f32, "'[1, 2' is no array: ',' or ']' is missing, at character 6");
  expectError("[[1, 2], [3]]", DType::f32,
              "'[[1, 2], [3]]' is no array: a row has 1 elements, those before it have 2, at character 13");
  expectError(
      "[1, [2]]", DType::f32,
      "'[1, [2]]' is no array: there are elements in one depth of brackets, and others in another, at "
      "character 6");
  expectError("x.txt", DType::f32, "'x.txt' is no array: 'x.txt' is no number of f32, at character 1");
  expectError("[1] 2", DType::f32, "'[1] 2' is no array: more text follows the value, at character 5");
  expectError("[,]", DType::f32, "'[,]' is no array: a number or '[' is missing, at character 2");
  expectError("", DType::f32, "'' is no array: a number or '[' is missing, at character 1");
  expectError("256", DType::u8, "'256' is no array: '256' is no u8, which is 0 to 255, at character 1");
  expectError("2", DType::i1, "'2' is no array: '2' is no i1, which is 0 to 1, at character 1");
  expectError("1.5", DType::i64,
              "'1.5' is no array: '1.5' is no i64, which is -9223372036854775808 to 9223372036854775807, at "
              "character 1");
  EXPECT_THROW(parseLiteral(std::string(1000, '['), DType::f32), Error);
}

} // namespace
} // namespace dlc
