// Images out, read back through libpng.
#include "Data/Image.h"
#include "Scratch.h"

#include <cmath>
#include <cstring>
#include <png.h>

namespace dlc {
namespace {

class Image : public Scratch {};

struct DecodedImage {
  unsigned width = 0, height = 0;
  Bytes pixels;
};

DecodedImage readBack(const std::string &path, png_uint_32 format) {
  png_image image;
  std::memset(&image, 0, sizeof(image));
  image.version = PNG_IMAGE_VERSION;
  EXPECT_TRUE(png_image_begin_read_from_file(&image, path.c_str())) << image.message;
  image.format = format;
  DecodedImage decoded{image.width, image.height, Bytes(PNG_IMAGE_SIZE(image))};
  EXPECT_TRUE(png_image_finish_read(&image, nullptr, decoded.pixels.data(), 0, nullptr)) << image.message;
  return decoded;
}

TEST_F(Image, GreyAndColourComeBack) {
  const std::string path = folder + "/a.png";
  writePng(path, Tensor::of<std::uint8_t>({2, 3}, {0, 1, 2, 253, 254, 255}));
  const DecodedImage grey = readBack(path, PNG_FORMAT_GRAY);
  EXPECT_EQ(grey.width, 3u);
  EXPECT_EQ(grey.height, 2u);
  EXPECT_EQ(grey.pixels, (Bytes{0, 1, 2, 253, 254, 255}));
  writePng(path, Tensor::of<std::uint8_t>({1, 2, 3}, {1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(readBack(path, PNG_FORMAT_RGB).pixels, (Bytes{1, 2, 3, 4, 5, 6}));
}

TEST_F(Image, GridPlacesImagesAndClamps) {
  const std::string path = folder + "/grid.png";
  writeImageGrid(path, Tensor::of<float>({3, 1, 2}, {0, 1, 0.5f, -3, 7, std::nanf("")}), 2, 1);
  const DecodedImage grid = readBack(path, PNG_FORMAT_GRAY);
  EXPECT_EQ(grid.width, 5u);
  EXPECT_EQ(grid.height, 3u);
  EXPECT_EQ(grid.pixels, (Bytes{0, 255, 0, 128, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0}));
}

TEST_F(Image, PixelsAreEnlargedWhole) {
  EXPECT_EQ(enlarged(Tensor::of<std::uint8_t>({1, 2}, {1, 2}), 1).shape(), (Shape{1, 2}));
  const Tensor grey = enlarged(Tensor::of<std::uint8_t>({2, 2}, {1, 2, 3, 4}), 2);
  EXPECT_EQ(grey.shape(), (Shape{4, 4}));
  EXPECT_EQ(Bytes(grey.values<std::uint8_t>().begin(), grey.values<std::uint8_t>().end()),
            (Bytes{1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}));
  const Tensor colour = enlarged(Tensor::of<std::uint8_t>({1, 2, 3}, {1, 2, 3, 4, 5, 6}), 2);
  EXPECT_EQ(Bytes(colour.values<std::uint8_t>().begin(), colour.values<std::uint8_t>().end()),
            (Bytes{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}));
}

TEST_F(Image, SmallImagesOfAGridAreEnlarged) {
  const auto widthOf = [&](Shape shape, std::int64_t scale = 0) {
    writeImageGrid(folder + "/a.png", Tensor(std::move(shape), DType::f32), 0, scale);
    return readBack(folder + "/a.png", PNG_FORMAT_GRAY).width;
  };
  EXPECT_EQ(widthOf({16, 28, 28}), 4u * 115); // four in a row, four times
  EXPECT_EQ(widthOf({16, 28, 28}, 1), 115u);
  EXPECT_EQ(widthOf({1, 28, 28}), 28u);
  EXPECT_EQ(widthOf({1, 28, 28}, 3), 84u);
  EXPECT_EQ(widthOf({4, 64, 28}), 57u);
  EXPECT_EQ(widthOf({400, 1, 28, 28}), 3u * 579); // no wider than 2000
  EXPECT_EQ(widthOf({2, 200, 100}), 201u);
}

TEST_F(Image, GridInColour) {
  const std::string path = folder + "/grid.png";
  writeImageGrid(path, Tensor::of<float>({1, 3, 1, 2}, {1, 0, 0, 1, 0, 0}));
  EXPECT_EQ(readBack(path, PNG_FORMAT_RGB).pixels, (Bytes{255, 0, 0, 0, 255, 0}));
}

TEST_F(Image, OtherShapesAndTypesAreRefused) {
  expectContains(messageOf([&] { writePng(folder + "/a", Tensor({2, 2}, DType::f32)); }),
                 "this tensor is f32 [2, 2]");
  expectContains(messageOf([&] { writePng(folder + "/a", Tensor({0, 2}, DType::u8)); }),
                 "this one is [0, 2]");
  expectContains(messageOf([&] { writeImageGrid(folder + "/a", Tensor({1, 2, 3, 3}, DType::f32)); }),
                 "f32 [1, 2, 3, 3]");
  expectContains(messageOf([&] { writeImageGrid(folder + "/a", Tensor({0, 3, 3}, DType::f32)); }),
                 "at least one; this is f32 [0, 3, 3]");
}

} // namespace
} // namespace dlc
