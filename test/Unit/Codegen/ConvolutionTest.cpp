// Convolutions and their two adjoints, over the shapes at which tiles, padding and groups take another path.
#include "Cases.h"

#include <array>

namespace dlc::test {
namespace {

struct Window {
  std::string name;
  int64_t channels, height, width, outputs, kernelHeight, kernelWidth;
  std::array<int64_t, 2> strides = {1, 1};
  std::array<int64_t, 4> pads = {0, 0, 0, 0}; // top, left, bottom, right
  std::array<int64_t, 2> dilations = {1, 1};
  int64_t group = 1;
  std::string batch = "?";
  int64_t largestBatch = 130;

  int64_t outputSize(int64_t d) const {
    int64_t size = d ? width : height, kernel = d ? kernelWidth : kernelHeight;
    return (size + pads[d] + pads[d + 2] - dilations[d] * (kernel - 1) - 1) / strides[d] + 1;
  }
};

/// Calls `visit` with every product of the convolution: image, output channel, row and column, input channel
/// (whole, and within its group), row and column, and place in the window.
template <typename Visit> void forEachProduct(const Window &w, int64_t batch, Visit visit) {
  int64_t perGroup = w.channels / w.group, outputsPerGroup = w.outputs / w.group;
  for (int64_t n = 0; n < batch; ++n)
    for (int64_t m = 0; m < w.outputs; ++m)
      for (int64_t oh = 0; oh < w.outputSize(0); ++oh)
        for (int64_t ow = 0; ow < w.outputSize(1); ++ow)
          for (int64_t c = 0; c < perGroup; ++c)
            for (int64_t kh = 0; kh < w.kernelHeight; ++kh)
              for (int64_t kw = 0; kw < w.kernelWidth; ++kw) {
                int64_t h = oh * w.strides[0] + kh * w.dilations[0] - w.pads[0];
                int64_t v = ow * w.strides[1] + kw * w.dilations[1] - w.pads[1];
                if (h >= 0 && h < w.height && v >= 0 && v < w.width)
                  visit(n, m, oh, ow, m / outputsPerGroup * perGroup + c, c, h, v, kh, kw);
              }
}

template <typename Numbers> std::string list(const Numbers &numbers) {
  std::string text;
  for (int64_t number : numbers)
    text += (text.empty() ? "[" : ", ") + std::to_string(number);
  return text + "]";
}

std::string tensor(const std::string &batch, std::initializer_list<int64_t> sizes) {
  std::string text = "tensor<" + batch + (batch.empty() ? "" : "x");
  for (int64_t size : sizes)
    text += std::to_string(size) + "x";
  return text + "$T>";
}

/// One function with the convolution and both adjoints, to have few of them.
Case caseOf(const Window &w) {
  std::string x = tensor(w.batch, {w.channels, w.height, w.width}),
              k = tensor("", {w.outputs, w.channels / w.group, w.kernelHeight, w.kernelWidth}),
              b = tensor("", {w.outputs}), y = tensor(w.batch, {w.outputs, w.outputSize(0), w.outputSize(1)});
  std::string window = "strides " + list(w.strides) + " pads " + list(w.pads) + " dilations " +
                       list(w.dilations) + " group " + std::to_string(w.group);
  Case result;
  result.largestBatch = w.largestBatch;
  result.text = "nn.func @" + w.name + "(%x: " + x + ", %w: " + k + ", %b: " + b + ", %g: " + y +
                ") -> (y: " + y + ", dx: " + x + ", dw: " + k + ") {\n  %y = nn.conv %x, %w bias %b " +
                window + " : " + x + ", " + k + ", " + b + "\n  %dx = nn.conv_backward_data %g, %w " +
                window + " : " + y + ", " + k + " -> " + x + "\n  %dw = nn.conv_backward_weights %x, %g " +
                window + " : " + x + ", " + y + " -> " + k + "\n  nn.return %y, %dx, %dw : " + y + ", " + x +
                ", " + k + "\n}";
  result.expected = [w](const Arrays &in, int64_t) {
    const Array &x = in[0], &k = in[1], &b = in[2], &g = in[3];
    Array y(g.shape), dx(x.shape), dw(k.shape);
    int64_t plane = w.outputSize(0) * w.outputSize(1);
    for (size_t i = 0; i < y.values.size(); ++i)
      y.values[i] = b.values[i / size_t(plane) % size_t(w.outputs)];
    forEachProduct(
        w, x.dim(0),
        [&](auto n, auto m, auto oh, auto ow, auto channel, auto c, auto h, auto v, auto kh, auto kw) {
          y(n, m, oh, ow) += x(n, channel, h, v) * k(m, c, kh, kw);
          dx(n, channel, h, v) += g(n, m, oh, ow) * k(m, c, kh, kw);
          dw(m, c, kh, kw) += g(n, m, oh, ow) * x(n, channel, h, v);
        });
    return Arrays{y, dx, dw};
  };
  return result;
}

std::vector<Case> convolutions() {
  const Window windows[] = {{.name = "five_by_five",
                             .channels = 1,
                             .height = 14,
                             .width = 14,
                             .outputs = 6,
                             .kernelHeight = 5,
                             .kernelWidth = 5,
                             .pads = {2, 2, 2, 2}},
                            {.name = "asymmetric",
                             .channels = 3,
                             .height = 7,
                             .width = 9,
                             .outputs = 5,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {2, 1},
                             .pads = {1, 0, 2, 1}},
                            {.name = "one_by_one",
                             .channels = 8,
                             .height = 5,
                             .width = 5,
                             .outputs = 13,
                             .kernelHeight = 1,
                             .kernelWidth = 1},
                            {.name = "one_by_one_strided",
                             .channels = 3,
                             .height = 6,
                             .width = 7,
                             .outputs = 2,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .strides = {2, 3}},
                            {.name = "one_by_one_wide",
                             .channels = 40,
                             .height = 5,
                             .width = 7,
                             .outputs = 70,
                             .kernelHeight = 1,
                             .kernelWidth = 1},
                            {.name = "one_by_one_every_second", // rows of pixels are copied
                             .channels = 24,
                             .height = 13,
                             .width = 14,
                             .outputs = 40,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .strides = {2, 2},
                             .largestBatch = 3},
                            {.name = "one_by_one_every_third",
                             .channels = 16,
                             .height = 19,
                             .width = 17,
                             .outputs = 18,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .strides = {3, 3},
                             .largestBatch = 3},
                            {.name = "one_by_one_of_one_image", // blocks of pixels and of channels are tasks
                             .channels = 32,
                             .height = 41,
                             .width = 43,
                             .outputs = 70,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .batch = "1"},
                            {.name = "one_by_one_and_a_pixel", // 49 pixels: the last has vectors of channels
                             .channels = 24,
                             .height = 7,
                             .width = 7,
                             .outputs = 45,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .largestBatch = 7},
                            {.name = "one_by_one_and_four_pixels_in_blocks",
                             .channels = 1200,
                             .height = 14,
                             .width = 14,
                             .outputs = 21,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .batch = "1"},
                            {.name = "columns_of_one_image", // all pixels under the window are copied
                             .channels = 300,
                             .height = 7,
                             .width = 7,
                             .outputs = 18,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .batch = "1"},
                            {.name = "columns_with_strides",
                             .channels = 5,
                             .height = 11,
                             .width = 13,
                             .outputs = 40,
                             .kernelHeight = 4,
                             .kernelWidth = 3,
                             .strides = {2, 2},
                             .pads = {2, 1, 0, 1},
                             .dilations = {1, 2},
                             .batch = "1"},
                            {.name = "one_by_one_large", // more pixels than a part of a sum has
                             .channels = 70,
                             .height = 23,
                             .width = 25,
                             .outputs = 9,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .largestBatch = 6},
                            {.name = "one_by_one_wide_strided",
                             .channels = 35,
                             .height = 9,
                             .width = 11,
                             .outputs = 20,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .strides = {2, 2}},
                            {.name = "channels_strided",
                             .channels = 20,
                             .height = 9,
                             .width = 11,
                             .outputs = 14,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {2, 1},
                             .pads = {1, 0, 2, 1}},
                            {.name = "channels_in_blocks", // of rows: an image is too large for a stack
                             .channels = 16,
                             .height = 70,
                             .width = 60,
                             .outputs = 5,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .largestBatch = 5},
                            {.name = "channels_dilated",
                             .channels = 32,
                             .height = 12,
                             .width = 13,
                             .outputs = 17,
                             .kernelHeight = 3,
                             .kernelWidth = 2,
                             .pads = {2, 3, 2, 0},
                             .dilations = {2, 3},
                             .largestBatch = 17},
                            {.name = "one_image",
                             .channels = 6,
                             .height = 9,
                             .width = 19,
                             .outputs = 8,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .group = 2,
                             .batch = "1"},
                            {.name = "one_image_by_channels",
                             .channels = 16,
                             .height = 6,
                             .width = 7,
                             .outputs = 64,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .batch = "1"},
                            {.name = "one_pixel",
                             .channels = 1,
                             .height = 1,
                             .width = 1,
                             .outputs = 1,
                             .kernelHeight = 1,
                             .kernelWidth = 1},
                            {.name = "groups",
                             .channels = 4,
                             .height = 9,
                             .width = 8,
                             .outputs = 6,
                             .kernelHeight = 3,
                             .kernelWidth = 2,
                             .pads = {1, 0, 1, 2},
                             .dilations = {1, 2},
                             .group = 2},
                            {.name = "depthwise",
                             .channels = 18,
                             .height = 7,
                             .width = 10,
                             .outputs = 18,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .group = 18},
                            {.name = "depthwise_two_each",
                             .channels = 3,
                             .height = 6,
                             .width = 5,
                             .outputs = 6,
                             .kernelHeight = 2,
                             .kernelWidth = 2,
                             .strides = {1, 2},
                             .group = 3},
                            {.name = "depthwise_wide_and_strided",
                             .channels = 19,
                             .height = 13,
                             .width = 75,
                             .outputs = 19,
                             .kernelHeight = 5,
                             .kernelWidth = 3,
                             .strides = {2, 2},
                             .pads = {2, 1, 1, 0},
                             .group = 19},
                            {.name = "depthwise_dilated",
                             .channels = 17,
                             .height = 17,
                             .width = 40,
                             .outputs = 34,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {3, 2},
                             .pads = {2, 3, 4, 2},
                             .dilations = {2, 3},
                             .group = 17},
                            {.name = "depthwise_of_one_image",
                             .channels = 19,
                             .height = 7,
                             .width = 33,
                             .outputs = 19,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .group = 19,
                             .batch = "1"},
                            {.name = "depthwise_strided_down",
                             .channels = 17,
                             .height = 11,
                             .width = 37,
                             .outputs = 17,
                             .kernelHeight = 3,
                             .kernelWidth = 4,
                             .strides = {2, 1},
                             .pads = {0, 2, 1, 1},
                             .group = 17,
                             .batch = "1"},
                            {.name = "depthwise_strided_along",
                             .channels = 16,
                             .height = 6,
                             .width = 70,
                             .outputs = 16,
                             .kernelHeight = 1,
                             .kernelWidth = 5,
                             .strides = {1, 2},
                             .pads = {0, 3, 0, 4},
                             .group = 16,
                             .largestBatch = 3},
                            {.name = "depthwise_skips_pixels",
                             .channels = 3,
                             .height = 8,
                             .width = 9,
                             .outputs = 3,
                             .kernelHeight = 1,
                             .kernelWidth = 1,
                             .strides = {2, 2},
                             .group = 3},
                            {.name = "depthwise_beyond_the_stack",
                             .channels = 2,
                             .height = 401,
                             .width = 362,
                             .outputs = 2,
                             .kernelHeight = 2,
                             .kernelWidth = 3,
                             .strides = {2, 2},
                             .pads = {1, 1, 0, 1},
                             .group = 2,
                             .largestBatch = 3},
                            {.name = "depthwise_of_one_beyond_the_stack",
                             .channels = 3,
                             .height = 402,
                             .width = 361,
                             .outputs = 3,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {2, 2},
                             .pads = {1, 0, 1, 2},
                             .group = 3,
                             .batch = "1"},
                            {.name = "depthwise_short_and_dilated",
                             .channels = 17,
                             .height = 15,
                             .width = 8,
                             .outputs = 34,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {1, 2},
                             .pads = {3, 2, 1, 4},
                             .dilations = {2, 2},
                             .group = 17},
                            {.name = "depthwise_short_of_one_image",
                             .channels = 16,
                             .height = 14,
                             .width = 6,
                             .outputs = 16,
                             .kernelHeight = 5,
                             .kernelWidth = 3,
                             .strides = {1, 1},
                             .pads = {2, 1, 2, 1},
                             .group = 16,
                             .batch = "1"},
                            {.name = "depthwise_many_each",
                             .channels = 16,
                             .height = 5,
                             .width = 6,
                             .outputs = 176,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .group = 16,
                             .largestBatch = 3},
                            {.name = "depthwise_too_many_each",
                             .channels = 16,
                             .height = 3,
                             .width = 19,
                             .outputs = 960,
                             .kernelHeight = 5,
                             .kernelWidth = 3,
                             .pads = {2, 1, 2, 1},
                             .group = 16,
                             .largestBatch = 3},
                            {.name = "wider_than_a_row",
                             .channels = 2,
                             .height = 4,
                             .width = 3,
                             .outputs = 3,
                             .kernelHeight = 1,
                             .kernelWidth = 7,
                             .pads = {0, 3, 0, 3}},
                            {.name = "long_window",
                             .channels = 1,
                             .height = 3,
                             .width = 40,
                             .outputs = 2,
                             .kernelHeight = 1,
                             .kernelWidth = 17,
                             .pads = {0, 1, 0, 0}},
                            {.name = "many_channels",
                             .channels = 33,
                             .height = 4,
                             .width = 4,
                             .outputs = 47,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .largestBatch = 3},
                            {.name = "skips_pixels",
                             .channels = 2,
                             .height = 10,
                             .width = 11,
                             .outputs = 3,
                             .kernelHeight = 2,
                             .kernelWidth = 2,
                             .strides = {3, 3},
                             .pads = {0, 1, 0, 0}},
                            {.name = "strided_and_dilated",
                             .channels = 2,
                             .height = 9,
                             .width = 19,
                             .outputs = 3,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {1, 2},
                             .pads = {2, 3, 1, 2},
                             .dilations = {2, 3}},
                            {.name = "wide_rows",
                             .channels = 2,
                             .height = 3,
                             .width = 131,
                             .outputs = 3,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1},
                             .largestBatch = 3},
                            {.name = "whole_image",
                             .channels = 3,
                             .height = 5,
                             .width = 5,
                             .outputs = 4,
                             .kernelHeight = 5,
                             .kernelWidth = 5},
                            {.name = "pads_wider_than_the_window",
                             .channels = 2,
                             .height = 2,
                             .width = 2,
                             .outputs = 2,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {4, 4, 3, 5}},
                            {.name = "one_over_a_vector",
                             .channels = 1,
                             .height = 3,
                             .width = 19,
                             .outputs = 2,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 0, 1, 0}},
                            {.name = "exactly_a_vector",
                             .channels = 2,
                             .height = 5,
                             .width = 16,
                             .outputs = 9,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .pads = {1, 1, 1, 1}},
                            {.name = "known_batch",
                             .channels = 2,
                             .height = 6,
                             .width = 6,
                             .outputs = 3,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .batch = "5",
                             .largestBatch = 1},
                            // Beyond what is copied to the stack.
                            {.name = "large_images",
                             .channels = 3,
                             .height = 151,
                             .width = 160,
                             .outputs = 2,
                             .kernelHeight = 3,
                             .kernelWidth = 3,
                             .strides = {1, 2},
                             .pads = {1, 1, 1, 1},
                             .largestBatch = 3}};
  std::vector<Case> cases;
  for (const Window &window : windows)
    cases.push_back(caseOf(window));
  return cases;
}

/// Windows of 2 to 5 pixels in each phase, with channels that fill vectors.
std::vector<Case> winogradConvolutions() {
  auto of = [](const char *name, int64_t channels, int64_t height, int64_t width, int64_t outputs) {
    return Window{.name = name,
                  .channels = channels,
                  .height = height,
                  .width = width,
                  .outputs = outputs,
                  .kernelHeight = 3,
                  .kernelWidth = 3,
                  .pads = {1, 1, 1, 1},
                  .largestBatch = 7};
  };
  Window wide = of("strips_beside_each_other", 16, 5, 201, 16), cut = of("unlike_borders", 32, 11, 9, 16),
         known = of("known_batch", 16, 9, 6, 48), one = of("one_image", 16, 14, 14, 32);
  wide.pads = {0, 0, 0, 0};
  cut.pads = {2, 0, 1, 2};
  known.batch = "5";
  one.batch = "1";
  auto windowOf = [&](const char *name, int64_t side, int64_t stride, std::array<int64_t, 4> pads) {
    Window window = of(name, 32, 14, 19, 16);
    window.kernelHeight = window.kernelWidth = side;
    window.strides = {stride, stride};
    window.pads = pads;
    return window;
  };
  std::vector<Case> cases;
  for (const Window &window :
       {of("partial_tiles", 32, 13, 18, 48), of("less_than_a_tile", 16, 3, 2, 32),
        // By the estimate: the direct form below three images.
        of("from_three_images_on", 64, 7, 7, 64), wide, cut, known, one, windowOf("two", 2, 1, {1, 0, 0, 1}),
        windowOf("four", 4, 1, {2, 1, 1, 2}), windowOf("five", 5, 1, {2, 2, 2, 2}),
        windowOf("three_strided", 3, 2, {1, 1, 1, 1}), windowOf("four_strided", 4, 2, {1, 1, 1, 1}),
        windowOf("five_strided", 5, 2, {2, 2, 2, 2}), windowOf("seven_strided", 7, 2, {3, 3, 3, 3})})
    cases.push_back(caseOf(window));
  return cases;
}

class Winograd : public testing::TestWithParam<Configuration> {};
INSTANTIATE_TEST_SUITE_P(
    , Winograd,
    testing::Values(Configuration{DType::f32, "native", Parallel::openmp, dlc::Convolution::automatic},
                    Configuration{DType::f32, "native", Parallel::openmp, dlc::Convolution::winograd},
                    Configuration{DType::f32, "x86-64-v3", Parallel::none, dlc::Convolution::winograd}),
    [](const testing::TestParamInfo<Configuration> &info) {
      return nameOf(info) + (info.param.convolution == dlc::Convolution::winograd ? "_always" : "");
    });

TEST_P(Winograd, AgreesWithNaiveLoops) { check(winogradConvolutions(), GetParam()); }

class Convolution : public testing::TestWithParam<Configuration> {};
INSTANTIATE_TEST_SUITE_P(, Convolution, testing::ValuesIn(configurations), nameOf);

TEST_P(Convolution, AgreesWithNaiveLoops) { check(convolutions(), GetParam()); }

TEST(Library, HoldsTheSameConvolutions) {
  std::vector<Case> cases = convolutions();
  cases.resize(6);
  checkLibrary(cases, configurations[0]);
}

} // namespace
} // namespace dlc::test
