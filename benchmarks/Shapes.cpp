#include "Shapes.h"

#include "dlc/Zoo.h"

#include <algorithm>
#include <regex>

namespace dlc::benchmarks {
namespace {
/// "?x64x56x56" as its numbers; those that are not known are 0.
std::vector<std::int64_t> sizesOf(const std::string &shape) {
  std::vector<std::int64_t> sizes;
  std::size_t at = 0;
  while (at < shape.size()) {
    const std::size_t end = std::min(shape.find('x', at), shape.size());
    const std::string size = shape.substr(at, end - at);
    sizes.push_back(size == "?" ? 0 : std::stoll(size));
    at = end + 1;
  }
  return sizes;
}

/// The numbers of "NAME [1, 2]", or `otherwise`.
std::vector<std::int64_t> listIn(const std::string &window, const std::string &name,
                                 std::vector<std::int64_t> otherwise) {
  std::smatch found;
  if (!std::regex_search(window, found, std::regex(name + R"( \[([^\]]*)\])")))
    return otherwise;
  std::vector<std::int64_t> numbers;
  const std::string list = found[1];
  const std::regex number("-?[0-9]+");
  for (std::sregex_iterator i(list.begin(), list.end(), number), end; i != end; ++i)
    numbers.push_back(std::stoll(i->str()));
  return numbers;
}
} // namespace

std::string Convolution::name() const {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  std::string text = number(channels) + "x" + number(height) + "x" + number(width) + "_" + number(outputs) +
                     "x" + number(kernelHeight) + "x" + number(kernelWidth);
  if (!window.empty())
    text += "_" + std::regex_replace(window, std::regex("[ \\[\\]]+"), "");
  return text;
}

double Convolution::flops(std::int64_t batch) const {
  return 2.0 * static_cast<double>(batch * outputs * outputHeight * outputWidth * (channels / group) *
                                   kernelHeight * kernelWidth);
}

std::vector<Convolution> convolutionsOf(const std::string &network) {
  const std::string text = zoo(network).text();
  const std::regex line(
      R"(nn\.conv %[^,]+, %\S+((?: bias %\S+)?)([^:]*): tensor<\?x([0-9x]+)xf32>, tensor<([0-9x]+)xf32>)");
  std::vector<Convolution> shapes;
  for (std::sregex_iterator i(text.begin(), text.end(), line), end; i != end; ++i) {
    const std::vector<std::int64_t> image = sizesOf((*i)[3]), weight = sizesOf((*i)[4]);
    std::string window = (*i)[2];
    window = std::regex_replace(window, std::regex("^ +| +$"), "");
    const auto strides = listIn(window, "strides", {1, 1}), pads = listIn(window, "pads", {0, 0, 0, 0}),
               dilations = listIn(window, "dilations", {1, 1});
    const auto outputOf = [&](std::size_t d) {
      const std::int64_t covered = dilations[d] * (weight[2 + d] - 1) + 1;
      return (image[1 + d] + pads[d] + pads[2 + d] - covered) / strides[d] + 1;
    };
    Convolution shape{image[0],    image[1],    image[2],
                      weight[0],   weight[2],   weight[3],
                      outputOf(0), outputOf(1), image[0] / weight[1],
                      window};
    if (std::ranges::find(shapes, shape) == shapes.end())
      shapes.push_back(shape);
  }
  return shapes;
}

const std::vector<Product> &products() {
  static const std::vector<Product> all = {{256, 256, 256},    {512, 512, 512},  {1024, 1024, 1024},
                                           {2048, 2048, 2048}, {128, 768, 3072}, {128, 784, 256},
                                           {1, 4096, 4096},    {8, 4096, 4096},  {16, 4096, 4096},
                                           {1, 256, 1024},     {32, 512, 1000}};
  return all;
}

} // namespace dlc::benchmarks
