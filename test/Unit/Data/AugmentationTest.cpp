// Images that are changed at random: what each change does, and on what it depends.
#include "Data/Augmentation.h"
#include "Data/Loader.h"
#include "dlc/Error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace dlc::test {
namespace {

/// One bright pixel right of the middle and above it, of 9 × 9.
std::vector<float> dot() {
  std::vector<float> image(81);
  image[3 * 9 + 6] = 1;
  return image;
}

std::vector<float> after(const char *text, std::uint64_t seed, std::vector<float> image = dot(),
                         float black = 0, float white = 1) {
  Random random(seed);
  Augmentation::parse(text).apply(image, 1, 9, 9, black, white, random);
  return image;
}

TEST(Augmentation, FlipsInHalfOfTheCases) {
  int flipped = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::vector<float> image = after("flip", seed);
    EXPECT_EQ(image[3 * 9 + 6] + image[3 * 9 + 2], 1);
    flipped += image[3 * 9 + 2] == 1;
  }
  EXPECT_NEAR(flipped, 100, 30);
}

TEST(Augmentation, ShiftsByUpToSoManyPixels) {
  double leftmost = 9, rightmost = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const std::vector<float> image = after("shift(2)", seed);
    double sum = 0, x = 0;
    for (std::size_t i = 0; i < 81; ++i) {
      sum += static_cast<double>(image[i]);
      x += static_cast<double>(image[i]) * static_cast<double>(i % 9);
    }
    EXPECT_NEAR(sum, 1, 1e-5); // bilinear weights
    leftmost = std::min(leftmost, x / sum);
    rightmost = std::max(rightmost, x / sum);
  }
  EXPECT_NEAR(leftmost, 4, 0.2);
  EXPECT_NEAR(rightmost, 8, 0.2);
}

TEST(Augmentation, TurnsAboutTheMiddle) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<float> image = after("rotate(30)", seed);
    double sum = 0, x = 0, y = 0;
    for (std::size_t i = 0; i < 81; ++i) {
      sum += static_cast<double>(image[i]);
      x += static_cast<double>(image[i]) * (static_cast<double>(i % 9) - 4);
      y += static_cast<double>(image[i]) * (static_cast<double>(i / 9) - 4);
    }
    EXPECT_NEAR(std::hypot(x / sum, y / sum), std::hypot(2, 1), 0.25);
    EXPECT_LE(std::abs(std::atan2(y, x) - std::atan2(-1, 2)), 31 * 3.1416 / 180);
  }
}

TEST(Augmentation, FillsWithBlackWhateverThatIs) {
  const std::vector<float> image = after("shift(40)", 3, std::vector<float>(81, 2.0f), -1.5f, 2);
  EXPECT_EQ(std::ranges::count(image, -1.5f), 81);
}

TEST(Augmentation, ErasesARectangleAndAddsNoise) {
  std::set<std::ptrdiff_t> sizes;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::vector<float> image = after("erase(0.5)", seed, std::vector<float>(81, 7.0f));
    const std::ptrdiff_t erased = 81 - std::ranges::count(image, 7.0f);
    sizes.insert(erased);
    EXPECT_LE(erased, 16);
    for (const float pixel : image)
      EXPECT_TRUE(pixel == 7 || (pixel >= 0 && pixel < 1));
  }
  EXPECT_TRUE(sizes.contains(0)); // in half of the cases
  EXPECT_GT(sizes.size(), 4u);

  double sum = 0, squares = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const float pixel : after("noise(0.2)", seed, std::vector<float>(81, 0.0f), 0, 2)) {
      sum += static_cast<double>(pixel);
      squares += static_cast<double>(pixel) * static_cast<double>(pixel);
    }
  EXPECT_NEAR(sum / 8100, 0, 0.02);
  EXPECT_NEAR(std::sqrt(squares / 8100), 0.4, 0.02); // of a range of 2
}

TEST(Augmentation, ChangesColours) {
  std::vector<float> image(2 * 81);
  std::fill(image.begin() + 81, image.end(), 0.5f);
  std::fill(image.begin(), image.begin() + 81, 0.25f);
  Random random(1);
  std::vector<float> coloured = image;
  Augmentation::parse("colour(0.5)").apply(coloured, 2, 9, 9, 0, 1, random);
  EXPECT_NE(coloured[0] / 0.25f, coloured[81] / 0.5f);
  EXPECT_EQ(coloured[0], coloured[80]);
  std::vector<float> contrasted = image;
  Augmentation::parse("contrast(0.5)").apply(contrasted, 2, 9, 9, 0, 1, random);
  EXPECT_NEAR(contrasted[0] + contrasted[81], 0.75, 1e-6); // the mean stays
  EXPECT_NE(contrasted[0], 0.25f);
  std::vector<float> bright = image;
  Augmentation::parse("brightness(0.5)").apply(bright, 2, 9, 9, 0, 1, random);
  EXPECT_NEAR(bright[81] - bright[0], 0.25, 1e-6);
}

TEST(Augmentation, EnlargesAPart) {
  // A bright half stays bright somewhere, and what is inside of a part stays inside: no black comes in.
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    for (const float pixel : after("crop(0.5)", seed, std::vector<float>(81, 1.0f)))
      EXPECT_NEAR(pixel, 1, 1e-6);
}

TEST(Augmentation, CutsOffUpToAPartOfASide) {
  std::vector<float> ramp(81);
  for (std::size_t i = 0; i < 81; ++i)
    ramp[i] = static_cast<float>(i % 9);
  float least = 9, most = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::vector<float> image = after("crop(0.1)", seed, ramp);
    const float left = 1 - (image[8] - image[0]) / 8; // what is cut off
    least = std::min(least, left);
    most = std::max(most, left);
  }
  EXPECT_GE(least, -1e-5f);
  EXPECT_LT(least, 0.01f);
  EXPECT_GT(most, 0.09f);
  EXPECT_LE(most, 0.1f + 1e-5f);
}

TEST(Augmentation, IsReadAgainAsItIsWritten) {
  for (const char *text : {"flip", "shift(2), rotate(10.5), flip, mixup(0.2)", "crop(0.2), erase(0.25)"})
    EXPECT_EQ(Augmentation::parse(text).text(), text);
  EXPECT_EQ(Augmentation::parse(" shift( 2 ),flip ").text(), "shift(2), flip");
}

std::string messageOf(const char *text) {
  try {
    Augmentation::parse(text);
  } catch (const Error &error) {
    return error.what();
  }
  return "nothing is refused";
}

TEST(Augmentation, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(
      messageOf("spin(3)"),
      "augmentation 'spin(3)': 'spin' is none; there are flip, shift(PIXELS), rotate(DEGREES), scale(F), "
      "crop(F), brightness(F), contrast(F), colour(F), noise(F), erase(F), mixup(A), such as 'shift(2), "
      "rotate(10), flip'");
  EXPECT_EQ(messageOf("shift"),
            "augmentation 'shift': shift(PIXELS) takes a number above 0: moved by up to so "
            "many along each axis");
  EXPECT_NE(messageOf("shift(-1)").find("shift(PIXELS) takes a number above 0"), std::string::npos);
  EXPECT_NE(messageOf("flip(2)").find("'flip' takes no number"), std::string::npos);
  EXPECT_EQ(messageOf("crop(0.8)"),
            "augmentation 'crop(0.8)': crop(F) takes a number above 0, and up to 0.5: up "
            "to F of each side cut off, the rest enlarged");
  for (const char *tooMuch : {"rotate(181)", "scale(1.1)", "brightness(2)", "contrast(1.5)", "colour(1.5)",
                              "noise(2)", "erase(1.5)", "mixup(5)"})
    EXPECT_NE(messageOf(tooMuch).find(", and up to "), std::string::npos) << tooMuch;
  EXPECT_NE(messageOf("").find("'' is none"), std::string::npos);
}

Dataset images() {
  Dataset data;
  data.source = "images";
  data["images"] = Tensor({12, 8, 8}, DType::u8);
  data["target"] = Tensor({12, 2}, DType::f32);
  for (std::size_t i = 0; i < 12 * 64; ++i)
    data["images"].values<std::uint8_t>()[i] = static_cast<std::uint8_t>(i * 37);
  for (std::size_t i = 0; i < 12; ++i)
    data["target"].values<float>()[i * 2 + i % 2] = 1;
  return data;
}

LoaderOptions optionsOf(const char *augmentation, std::int64_t batch) {
  LoaderOptions options;
  options.batchSize = batch;
  options.columns = {{.name = "images", .arePixels = true}, {.name = "target"}};
  options.augmentation = Augmentation::parse(augmentation);
  return options;
}

/// What two epochs make of each example, by epoch and example.
std::map<std::pair<std::int64_t, std::int64_t>, std::vector<float>> changed(LoaderOptions options) {
  const Dataset data = images();
  Loader loader(data, std::move(options));
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<float>> result;
  for (std::int64_t i = 0; i < 2 * loader.batchesPerEpoch(); ++i) {
    const Batch batch = loader.next();
    for (std::size_t n = 0; n < batch.examples.size() && !batch.isStandIn; ++n) {
      const auto pixels = batch.columns[0].values<float>().subspan(n * 64, 64);
      result[{batch.position.epoch, batch.examples[n]}].assign(pixels.begin(), pixels.end());
    }
  }
  return result;
}

TEST(Augmentation, DependsOnSeedEpochAndExampleAlone) {
  const auto whole = changed(optionsOf("shift(2), noise(0.1)", 12));
  EXPECT_EQ(whole, changed(optionsOf("shift(2), noise(0.1)", 5)));
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<float>> ofParts;
  for (std::int64_t part = 0; part < 3; ++part) {
    LoaderOptions options = optionsOf("shift(2), noise(0.1)", 7);
    options.part = part;
    options.parts = 3;
    ofParts.merge(changed(options));
  }
  EXPECT_EQ(whole, ofParts);
  EXPECT_NE(whole.at({0, 3}), whole.at({1, 3}));
  LoaderOptions other = optionsOf("shift(2), noise(0.1)", 12);
  other.seed = 1;
  EXPECT_NE(whole, changed(other));
}

TEST(Augmentation, IsTheSameForAnyNumberOfThreads) {
  LoaderOptions options = optionsOf("shift(2), rotate(20), noise(0.1), erase(0.5)", 12);
  const auto one = changed(options);
  for (const int threads : {2, 3, 8}) {
    options.threads = threads;
    EXPECT_EQ(one, changed(options)) << threads << " threads";
  }
}

TEST(Augmentation, MixesAllColumnsByTheSamePart) {
  const Dataset data = images();
  Loader loader(data, optionsOf("mixup(1)", 12));
  const Batch batch = loader.next();
  bool isMixed = false;
  for (std::size_t n = 0; n < 12; ++n) {
    const auto target = batch.columns[1].values<float>().subspan(n * 2, 2);
    EXPECT_NEAR(target[0] + target[1], 1, 1e-6);
    isMixed |= target[0] > 0.01f && target[0] < 0.99f;
  }
  EXPECT_TRUE(isMixed);
}

TEST(Augmentation, NeedsImagesAndFloatsToMix) {
  Dataset data = images();
  const auto refused = [&](LoaderOptions options) -> std::string {
    try {
      Loader loader(data, std::move(options));
    } catch (const Error &error) {
      return error.what();
    }
    return "nothing is refused";
  };
  LoaderOptions rows = optionsOf("flip", 4);
  rows.columns = {{.name = "target"}};
  EXPECT_EQ(refused(rows),
            "images: there are no images to augment; they are columns [examples, height, width] or "
            "[examples, channels, height, width] for an input of f32");
  LoaderOptions grey = optionsOf("colour(0.1)", 4);
  EXPECT_EQ(refused(grey),
            "images: colour changes the channels of an image against each other, and the images are grey: "
            "brightness and contrast are for these");
  data["labels"] = Tensor({12}, DType::i64);
  LoaderOptions classes = optionsOf("mixup(0.2)", 4);
  classes.columns = {{.name = "labels", .type = DType::i64}};
  EXPECT_EQ(refused(classes), "images: mixup mixes columns of f32, and there is none, but integers alone, of "
                              "which there is nothing in between");
  LoaderOptions wide = optionsOf("mixup(0.2)", 4);
  wide.columns.push_back({.name = "target", .type = DType::f64});
  EXPECT_EQ(refused(wide), "images: mixup mixes columns of f32, and 'target' is for an input of f64");
  LoaderOptions both = optionsOf("mixup(0.2)", 4);
  both.columns.push_back({.name = "labels", .type = DType::i64});
  EXPECT_EQ(refused(both), "nothing is refused");
}

/// Two images, black and white, of the classes 0 and 1, mixed many times: pixels and classes.
std::vector<std::pair<double, double>> mixedWithClasses(const char *augmentation) {
  Dataset data;
  data.source = "two";
  data["images"] = Tensor::of<float>({2, 1}, {0, 1});
  data["labels"] = Tensor::of<std::int64_t>({2}, {0, 1});
  LoaderOptions options;
  options.batchSize = 2;
  options.columns = {{.name = "images"}, {.name = "labels", .type = DType::i64}};
  options.augmentation = Augmentation::parse(augmentation);
  Loader loader(data, options);
  std::vector<std::pair<double, double>> result;
  for (int i = 0; i < 20000; ++i) {
    const Batch batch = loader.next();
    for (std::size_t n = 0; n < 2; ++n) {
      const std::int64_t label = batch.columns[1].values<std::int64_t>()[n];
      EXPECT_EQ(label, batch.examples[n]); // each keeps its class
      result.emplace_back(batch.columns[0].values<float>()[n], label);
    }
  }
  return result;
}

TEST(Augmentation, MixesImagesOfClassesSuchThatTheirLossIsThatOfMixedLabels) {
  // Among images that look alike, so many are of class 1 as there is of class 1 in them: the mean of their
  // losses is then that of labels which are mixed.
  for (const char *augmentation : {"mixup(0.5)", "mixup(1)", "mixup(3)"}) {
    double pixels[5] = {}, classes[5] = {}, count[5] = {};
    for (const auto &[pixel, label] : mixedWithClasses(augmentation)) {
      const auto bin = static_cast<std::size_t>(std::min(pixel * 5, 4.0));
      pixels[bin] += pixel;
      classes[bin] += label;
      count[bin] += 1;
    }
    for (std::size_t bin = 0; bin < 5; ++bin) {
      ASSERT_GT(count[bin], 500) << augmentation;
      EXPECT_NEAR(classes[bin] / count[bin], pixels[bin] / count[bin], 0.03) << augmentation << " " << bin;
    }
  }
}

TEST(Augmentation, MixesImagesOfClassesByABetaDistribution) {
  double sum = 0, squares = 0, count = 0;
  for (const auto &[pixel, label] : mixedWithClasses("mixup(1)")) {
    const double other = std::abs(pixel - label); // 0: it was mixed with itself
    sum += other;
    squares += other * other;
    count += other > 0;
  }
  EXPECT_NEAR(count, 20000, 500);
  EXPECT_NEAR(sum / count, 1.0 / 3, 0.01); // of (1, 2)
  EXPECT_NEAR(squares / count - 1.0 / 9, 1.0 / 18, 0.005);
}

} // namespace
} // namespace dlc::test
