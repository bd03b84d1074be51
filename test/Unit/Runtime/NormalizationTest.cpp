// Which input takes images, and what normalising does to them.
#include "dlc/Normalization.h"

#include <functional>
#include <gtest/gtest.h>

namespace dlc {
namespace {

TensorInfo input(const char *name, Shape shape, DType type = DType::f32, InputRole role = InputRole::Other) {
  return {name, type, std::move(shape), role};
}

std::string imagesAmong(std::vector<TensorInfo> inputs) {
  EntryInfo entry;
  entry.inputs = std::move(inputs);
  const TensorInfo *images = imageInput(entry);
  return images ? images->name : "none";
}

std::string messageOf(const std::function<void()> &act) {
  try {
    act();
  } catch (const Error &error) {
    return error.what();
  }
  return "no error";
}

TEST(Normalization, ImagesAreTheFirstBatchOfFloatsThatIsNoLabel) {
  const TensorInfo label = input("label", {batchDimension, 2}, DType::f32, InputRole::Label);
  EXPECT_EQ(imagesAmong(
                {label, input("rate", {}), input("x", {batchDimension, 3}), input("y", {batchDimension, 3})}),
            "x");
  EXPECT_EQ(imagesAmong({label, input("tokens", {batchDimension, 3}, DType::i64)}), "none");
  EXPECT_EQ(imagesAmong({input("rate", {}), input("row", {3}), input("one", {3, 4, 4})}), "one");
  EXPECT_EQ(imagesAmong({input("canvas", {3, 4, 4}), label}),
            "none"); // data give none to a call with a batch
}

TEST(Normalization, IsOfEachChannelOrOfAll) {
  const std::vector<float> mean = {1, 2}, deviation = {2, 4};
  Tensor images = Tensor::of<float>({2, 2, 1, 2}, {1, 3, 2, 6, 5, 7, 10, 14});
  normalize(images, mean, deviation);
  EXPECT_EQ(std::vector<float>(images.values<float>().begin(), images.values<float>().end()),
            (std::vector<float>{0, 1, 0, 1, 2, 3, 2, 3}));
  Tensor one = Tensor::of<float>({2, 1, 2}, {1, 3, 2, 6});
  normalize(one, mean, deviation, 0);
  EXPECT_EQ(std::vector<float>(one.values<float>().begin(), one.values<float>().end()),
            (std::vector<float>{0, 1, 0, 1}));
  Tensor grey = Tensor::of<float>({1, 2}, {1, 5});
  normalize(grey, std::span(mean).first(1), std::span(deviation).first(1));
  EXPECT_EQ(grey.values<float>()[1], 2);
  const std::vector<float> equal(3, 1), halves(3, 0.5f); // whatever the channels
  normalize(grey, equal, halves);
  EXPECT_EQ(grey.values<float>()[1], 2);
  normalize(grey, {}, {});
  EXPECT_EQ(grey.values<float>()[1], 2);
}

TEST(Normalization, Refusals) {
  const std::vector<float> two = {1, 2};
  Tensor grey({4, 1, 2, 2}, DType::f32), flat({4}, DType::f32), bytes({4, 2}, DType::u8);
  EXPECT_EQ(messageOf([&] { normalize(grey, two, two); }),
            "f32 [4, 1, 2, 2] cannot be normalised by the means and deviations of 2 channels");
  EXPECT_NE(messageOf([&] { normalize(flat, two, two); }), "no error");
  EXPECT_NE(messageOf([&] { normalize(grey, two, two, -1); }), "no error");
  EXPECT_NE(messageOf([&] { normalize(bytes, two, two); }), "no error");
}

} // namespace
} // namespace dlc
