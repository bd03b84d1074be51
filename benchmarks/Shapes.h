// What kernels are measured on: products of usual sizes, and the convolutions of networks of the zoo.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace dlc::benchmarks {

struct Convolution {
  std::int64_t channels, height, width, outputs, kernelHeight, kernelWidth, outputHeight, outputWidth, group;
  std::string window; ///< strides, pads, dilations and groups, as the text has them

  /// "64x56x56 64x64x3x3 pads [1, 1, 1, 1]", without spaces.
  std::string name() const;
  /// Multiplications and additions for `batch` images, in each direction.
  double flops(std::int64_t batch) const;
  bool operator==(const Convolution &) const = default;
};

/// Of the network's prediction, each shape once, in the order of the text.
std::vector<Convolution> convolutionsOf(const std::string &network);

struct Product {
  std::int64_t rows, depth, columns;
};
const std::vector<Product> &products();

/// Networks whose convolutions are measured.
inline constexpr std::array networks = {"resnet50", "googlenet", "vgg19", "mobilenet_v2"};

} // namespace dlc::benchmarks
