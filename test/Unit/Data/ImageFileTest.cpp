// Images in: files of both formats, what is refused, and images of folders.
#include "Data/ImageFile.h"
#include "Data/Image.h"
#include "Scratch.h"
#include "dlc/Dataset.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
#include <numeric>

namespace dlc {
namespace {

/// An image whose every pixel is this.
Bytes jpegOf(unsigned width, unsigned height, const std::vector<std::uint8_t> &pixel,
             J_COLOR_SPACE space = JCS_UNKNOWN) {
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  unsigned char *memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&state, &memory, &size);
  state.image_width = width;
  state.image_height = height;
  state.input_components = static_cast<int>(pixel.size());
  state.in_color_space = space != JCS_UNKNOWN ? space : pixel.size() == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&state);
  jpeg_set_quality(&state, 95, TRUE);
  jpeg_start_compress(&state, TRUE);
  std::vector<std::uint8_t> row;
  for (unsigned x = 0; x < width; ++x)
    row.insert(row.end(), pixel.begin(), pixel.end());
  JSAMPROW rows = row.data();
  while (state.next_scanline < height)
    jpeg_write_scanlines(&state, &rows, 1);
  jpeg_finish_compress(&state);
  Bytes bytes(memory, memory + size);
  jpeg_destroy_compress(&state);
  std::free(memory);
  return bytes;
}

Bytes pngOf(const Tensor &pixels) { return encodePng(pixels, "test"); }

class ImageFiles : public Scratch {
protected:
  std::string putIn(const std::string &subfolder, const std::string &name, const Bytes &bytes) {
    std::filesystem::create_directories(folder + "/" + subfolder);
    return put(subfolder + "/" + name, bytes);
  }
  std::string putGrey(const std::string &subfolder, const std::string &name, std::uint8_t value) {
    return putIn(subfolder, name, pngOf(Tensor::of<std::uint8_t>({1, 2}, {value, value})));
  }
};

std::vector<int> valuesOf(const Tensor &tensor) {
  const auto values = tensor.values<std::uint8_t>();
  return {values.begin(), values.end()};
}

TEST_F(ImageFiles, PngKeepsItsPixels) {
  const Tensor grey = decodeImage(pngOf(Tensor::of<std::uint8_t>({2, 1}, {3, 250})), "a");
  EXPECT_EQ(grey.shape(), (Shape{2, 1, 1}));
  EXPECT_EQ(valuesOf(grey), (std::vector<int>{3, 250}));
  const Bytes colour = pngOf(Tensor::of<std::uint8_t>({1, 2, 3}, {1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(valuesOf(decodeImage(colour, "a")), (std::vector<int>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(decodeImage(colour, "a", 1).shape(), (Shape{1, 2, 1}));
  EXPECT_EQ(valuesOf(decodeImage(pngOf(Tensor::of<std::uint8_t>({1, 1}, {7})), "a", 3)),
            (std::vector<int>{7, 7, 7}));
}

TEST_F(ImageFiles, JpegIsNearWhatItWas) {
  const Tensor grey = decodeImage(jpegOf(5, 3, {200}), "a");
  EXPECT_EQ(grey.shape(), (Shape{3, 5, 1}));
  EXPECT_NEAR(valuesOf(grey)[7], 200, 1);
  const Tensor colour = decodeImage(jpegOf(9, 8, {250, 30, 120}), "a");
  EXPECT_EQ(colour.shape(), (Shape{8, 9, 3}));
  EXPECT_NEAR(valuesOf(colour)[0], 250, 3);
  EXPECT_NEAR(valuesOf(colour)[1], 30, 3);
  EXPECT_NEAR(valuesOf(colour)[2], 120, 3);
}

TEST_F(ImageFiles, DamageNamesTheFile) {
  Bytes jpeg = jpegOf(64, 64, {250, 30, 120}), png = pngOf(Tensor({64, 64}, DType::u8));
  png.resize(png.size() - 12); // the chunk IEND, which nothing needs
  for (const Bytes &whole : {jpeg, png})
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::string message = messageOf([&] { decodeImage(std::span(whole).first(size), "cut.image"); });
      ASSERT_TRUE(message.starts_with("cut.image: is n")) << size << " " << message;
    }
  expectContains(messageOf([] { decodeImage(jpegOf(4, 4, {1, 2, 3, 4}, JCS_CMYK), "print.jpg"); }),
                 "print.jpg: has the colours of print (CMYK)");
}

TEST_F(ImageFiles, FittingMeansOverWhatAPixelCovers) {
  Tensor image({4, 8, 1}, DType::u8); // columns of 0, 10, … 70
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 8; ++x)
      image.values<std::uint8_t>()[static_cast<std::size_t>(8 * y + x)] = static_cast<std::uint8_t>(10 * x);
  // The middle 4 of 8 columns, each output over two of them and half as much of their neighbours.
  const Tensor half = fitImage(image, 2, 2);
  EXPECT_EQ(half.shape(), (Shape{2, 2, 1}));
  EXPECT_EQ(valuesOf(half), (std::vector<int>{25, 45, 25, 45}));
  EXPECT_EQ(valuesOf(fitImage(image, 4, 8)), valuesOf(image));
  // Larger: between neighbours, and nothing beyond what there is.
  const std::vector<int> twice = valuesOf(fitImage(image, 8, 16));
  EXPECT_EQ(std::vector<int>(twice.begin(), twice.begin() + 4), (std::vector<int>{0, 3, 8, 13}));
  EXPECT_EQ(twice[15], 70);
}

TEST_F(ImageFiles, SubfoldersAreClasses) {
  putGrey("pear", "b.png", 2);
  putGrey("pear", "a.PNG", 1);
  putGrey("apple/red", "c.png", 3);
  putGrey(".cache", "d.png", 4);
  putIn("apple", "notes.txt", {'x'});
  const Dataset data = openDataset(folder);
  EXPECT_EQ(data.classNames, (std::vector<std::string>{"apple", "pear"}));
  EXPECT_EQ(data["images"].shape(), (Shape{3, 1, 2}));
  EXPECT_EQ(valuesOf(data["images"]), (std::vector<int>{3, 3, 1, 1, 2, 2}));
  EXPECT_TRUE(std::ranges::equal(data["labels"].values<std::int64_t>(), std::vector{0, 1, 1}));

  // A model that knows classes counts in those; folders that are none of these, or too many, are refused.
  const Dataset known = openDataset(folder, 3, {"pear", "plum", "apple"});
  EXPECT_TRUE(std::ranges::equal(known["labels"].values<std::int64_t>(), std::vector{2, 0, 0}));
  expectContains(messageOf([&] { openDataset(folder, 2, {"pear", "plum"}); }),
                 "/apple: is none of the classes that the model knows: pear, plum");
  expectContains(messageOf([&] { openDataset(folder, 1); }),
                 "has 2 folders, which are classes, and the model tells 1 apart");
  expectContains(messageOf([&] { openDataset(folder + ":test"); }), "has no folder 'test'");
}

TEST_F(ImageFiles, OneColourImageMakesAllOfThreeChannels) {
  putGrey("a", "1.png", 9);
  putIn("a", "2.jpg", jpegOf(2, 1, {0, 0, 255}));
  const Dataset data = openDataset(folder);
  EXPECT_EQ(data["images"].shape(), (Shape{2, 3, 1, 2}));
  EXPECT_EQ(valuesOf(data["images"].clone())[4], 9);
  EXPECT_EQ(openDataset(folder + "(channels=1)")["images"].shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(openDataset(folder + "(channels=3,size=4x6)")["images"].shape(), (Shape{2, 3, 4, 6}));
}

TEST_F(ImageFiles, SizesThatDifferNameBothFiles) {
  for (int i = 0; i < 20; ++i)
    putGrey("a", std::to_string(10 + i) + ".png", 1);
  putIn("a", "17x.png", pngOf(Tensor({5, 4}, DType::u8)));
  putIn("a", "25.png", pngOf(Tensor({7, 4}, DType::u8)));
  const std::string message = messageOf([&] { openDataset(folder); });
  expectContains(message, "/a/17x.png: has 4 x 5 pixels, and ");
  expectContains(message,
                 "/a/10.png has 2 x 1 pixels; --data '" + folder + "(size=1)' gives all images one size");
  EXPECT_EQ(openDataset(folder + "(size=3)")["images"].shape(), (Shape{21, 3, 3}));
}

TEST_F(ImageFiles, FoldersOfSplits) {
  putGrey("train/a", "1.png", 1);
  putGrey("train/b", "1.png", 2);
  putGrey("test/b", "1.png", 3);
  EXPECT_EQ(openDataset(folder).size(), 2);
  EXPECT_EQ(openDataset(folder + "(size=2):train")["images"].shape(), (Shape{2, 2, 2}));
  const Dataset test = openDataset(folder + ":test", 2, {"a", "b"});
  EXPECT_EQ(test["labels"].values<std::int64_t>()[0], 1);
  std::filesystem::remove_all(folder + "/train");
  expectContains(messageOf([&] { openDataset(folder); }), "/train: no such folder");
}

TEST_F(ImageFiles, ImagesWithoutClasses) {
  putGrey("photos", "2.png", 2);
  const std::string first = putGrey("photos", "1.png", 1);
  const Dataset data = openDataset(folder + "/photos");
  EXPECT_EQ(valuesOf(data["images"]), (std::vector<int>{1, 1, 2, 2}));
  EXPECT_FALSE(data.find("labels"));
  EXPECT_EQ(openDataset(first).size(), 1);
  std::filesystem::create_directories(folder + "/photos/empty");
  expectContains(messageOf([&] { openDataset(folder + "/photos"); }),
                 "/1.png: is an image beside folders, which are classes: empty");
  std::filesystem::create_directories(folder + "/classes/none");
  expectContains(messageOf([&] { openDataset(folder + "/classes"); }),
                 "/classes/none: has no PNG or JPEG images");
}

TEST_F(ImageFiles, SettingsThatAreNone) {
  putGrey("a", "1.png", 1);
  const auto messageFor = [&](const std::string &settings) {
    return messageOf([&] { openDataset(folder + settings); });
  };
  expectContains(messageFor("(scale=2)"), "its settings are size and channels, not 'scale'");
  expectContains(messageFor("(size=0)"), "size is a whole number of at least 1, not '0'");
  expectContains(messageFor("(size=4x)"), "width is a whole number of at least 1, not ''");
  expectContains(messageFor("(size=99999)"), "size is at most 16384, not 99999");
  expectContains(messageFor("(channels=2)"), "channels is 1 or 3, not 2");
  expectContains(messageFor("(size=4,size=5)"), "'size' is set twice");
  expectContains(messageFor("(size)"), "settings in brackets are NAME=VALUE, not 'size'");
  expectContains(messageFor("(size=2),labels"), "NAME=FILE.npy, not 'labels'");
}

} // namespace
} // namespace dlc
