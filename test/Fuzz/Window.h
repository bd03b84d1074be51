// What ops that slide a window over 1, 2 or 3 dimensions have in common.
#pragma once

#include "Operators.h"

namespace dlc::fuzz {

using List = std::vector<std::int64_t>;

/// The attributes that windows have in common, complete, and the sizes that follow.
struct Window {
  List kernel, strides, dilations, before, after, output;

  /// Throws NotWellFormed where no window fits.
  Window(const Op &op, const List &input, List kernelSizes);

  /// Where an element of a window lies; false: in the padding.
  bool place(const Index &out, const Index &in, const List &input, Index &result) const;
};

inline List spatial(const Shape &shape) { return List(shape.begin() + 2, shape.end()); }
inline Shape joined(std::int64_t n, std::int64_t c, const List &rest) {
  Shape shape{n, c};
  shape.insert(shape.end(), rest.begin(), rest.end());
  return shape;
}

/// Kernel sizes for an input of this shape.
List kernelFor(Generator &g, const Shape &shape);
/// Attributes that suit such a kernel.
std::vector<Attribute> windowAttributes(Generator &g, const List &kernel, bool mayPadAutomatically);

} // namespace dlc::fuzz
