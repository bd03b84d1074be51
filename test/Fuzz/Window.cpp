#include "Window.h"

#include <algorithm>

namespace dlc::fuzz {

using Z = std::int64_t;

Window::Window(const Op &op, const List &input, List kernelSizes) : kernel(std::move(kernelSizes)) {
  const std::size_t rank = input.size();
  require(kernel.size() == rank && rank >= 1 && rank <= 3);
  strides = op.integers("strides", List(rank, 1));
  dilations = op.integers("dilations", List(rank, 1));
  const List pads = op.integers("pads", List(2 * rank, 0));
  before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(rank));
  after.assign(pads.begin() + static_cast<std::ptrdiff_t>(rank), pads.end());
  const std::string automatic = op.word("auto_pad", "valid");
  for (std::size_t d = 0; d < rank; ++d) {
    const Z extent = dilations[d] * (kernel[d] - 1) + 1;
    if (automatic != "valid") {
      const Z total =
          std::max<Z>(0, ((input[d] + strides[d] - 1) / strides[d] - 1) * strides[d] + extent - input[d]);
      before[d] = automatic == "same_upper" ? total / 2 : total - total / 2;
      after[d] = total - before[d];
    }
    Z span = input[d] + before[d] + after[d] - extent;
    require(span >= 0 ||
            (op.has("ceil_mode") && span > -strides[d])); // below it, ⌈span / stride⌉ + 1 is 0 or less
    Z size = op.has("ceil_mode") ? (span + strides[d] - 1) / strides[d] + 1 : span / strides[d] + 1;
    if (op.has("ceil_mode") && (size - 1) * strides[d] >= input[d] + before[d])
      --size; // a window begins in front of the pads behind
    require(size >= 1);
    output.push_back(size);
  }
}

bool Window::place(const Index &out, const Index &in, const List &input, Index &result) const {
  result.resize(kernel.size());
  for (std::size_t d = 0; d < kernel.size(); ++d) {
    result[d] = out[d] * strides[d] - before[d] + in[d] * dilations[d];
    if (result[d] < 0 || result[d] >= input[d])
      return false;
  }
  return true;
}

std::vector<Attribute> windowAttributes(Generator &g, const List &kernel, bool mayPadAutomatically) {
  std::vector<Attribute> attributes;
  const std::size_t rank = kernel.size();
  if (g.chance(0.15)) // patches, which are computed in a form of their own
    return {{"strides", kernel}};
  List strides(rank, 1), dilations(rank, 1), pads(2 * rank, 0);
  for (std::size_t d = 0; d < rank; ++d) {
    strides[d] = g.random.of<Z>({1, 1, 2, 2, 3});
    dilations[d] = g.random.of<Z>({1, 1, 1, 2});
    pads[d] = kernel[d] > 1 ? g.random.integer(0, kernel[d] - 1) : 0;
    pads[rank + d] = g.chance(0.7) ? pads[d] : kernel[d] > 1 ? g.random.integer(0, kernel[d] - 1) : 0;
  }
  if (g.chance(0.5))
    attributes.push_back({"strides", strides});
  const bool automatic = mayPadAutomatically && g.chance(0.15);
  if (!automatic && g.chance(0.5))
    attributes.push_back({"pads", pads});
  if (g.chance(0.25))
    attributes.push_back({"dilations", dilations});
  if (automatic)
    attributes.push_back({"auto_pad", std::string(g.random.of({"same_upper", "same_lower"}))});
  return attributes;
}

List kernelFor(Generator &g, const Shape &shape) {
  List kernel;
  for (std::size_t d = 2; d < shape.size(); ++d)
    kernel.push_back(std::min<Z>(std::max<Z>(1, shape[d]), g.random.of<Z>({1, 2, 3, 3, 3, 5, 7})));
  return kernel;
}

} // namespace dlc::fuzz
