// Other sizes of images, and blocks of them.
#include "Operators.h"

#include <algorithm>
#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

// Elements of a dimension that an element of the result is made of, with their weights.
static std::vector<std::pair<Z, double>> sources(const Op &op, Z in, Z out, Z j) {
  const std::string mode = op.word("mode", "nearest"),
                    where = op.word("coordinate_transformation_mode", "half_pixel");
  const double scale = static_cast<double>(out) / static_cast<double>(in), place = static_cast<double>(j);
  double x = (place + 0.5) / scale - 0.5;
  if (where == "asymmetric")
    x = place / scale;
  else if (where == "align_corners")
    x = out == 1 ? 0 : place * static_cast<double>(in - 1) / static_cast<double>(out - 1);
  else if (where == "pytorch_half_pixel" && out == 1)
    x = 0;
  auto inside = [&](double i) {
    return static_cast<Z>(std::clamp<double>(i, 0, static_cast<double>(in - 1)));
  };
  if (mode == "nearest") {
    const std::string nearest = op.word("nearest_mode", "round_prefer_floor");
    const double rounded = nearest == "floor"                ? std::floor(x)
                           : nearest == "ceil"               ? std::ceil(x)
                           : nearest == "round_prefer_floor" ? std::ceil(x - 0.5)
                                                             : std::floor(x + 0.5);
    // A place that rounding may move over the border between two elements is not well-conditioned.
    require(std::abs(x * 2 - std::round(x * 2)) > 1e-9 || x * 2 == std::round(x * 2));
    return {{inside(rounded), 1}};
  }
  const double first = std::floor(x), t = x - first;
  if (mode == "linear")
    return {{inside(first), 1 - t}, {inside(first + 1), t}};
  const double a = op.number("cubic_coeff_a", -0.75);
  auto near = [&](double d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  auto far = [&](double d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  return {{inside(first - 1), far(t + 1)},
          {inside(first), near(t)},
          {inside(first + 1), near(1 - t)},
          {inside(first + 2), far(2 - t)}};
}

static Results resize(const Op &op, const Operands &x, Z batch) {
  Array y = *x[0];
  require(y.shape.size() == op.declared.shape.size());
  for (std::size_t d = 0; d < y.shape.size(); ++d) {
    const Z in = y.shape[d], out = op.declared.shape[d] == batchDimension ? batch : op.declared.shape[d];
    require(in > 0 && out > 0);
    if (in == out)
      continue;
    Shape shape = y.shape;
    shape[d] = out;
    Array next(y.element, shape);
    each(shape, [&](Index i) {
      Scalar sum;
      Scalar &target = at(next, i);
      for (auto [place, weight] : sources(op, in, out, i[d])) {
        Index from = i;
        from[d] = place;
        sum = weight == 1 ? at(y, from) : sum + at(y, from) * Scalar(weight);
      }
      target = sum;
    });
    y = std::move(next);
  }
  return {std::move(y)};
}

static void proposeResize(Generator &g) {
  const ValueId x = g.floats(3, 4, 1);
  Op op{.name = "resize", .operands = {x}, .types = Types::operandsArrowResults};
  op.declared.shape = g.type(x).shape;
  for (std::size_t d = 2; d < op.declared.shape.size(); ++d)
    op.declared.shape[d] = std::max<Z>(1, g.random.of<Z>({1, 2, 4, 6}) * op.declared.shape[d] / 2);
  const std::string mode = g.random.of({"nearest", "linear", "linear", "cubic"});
  if (mode != "nearest")
    op.attributes.push_back({"mode", mode});
  if (g.chance(0.6))
    op.attributes.push_back(
        {"coordinate_transformation_mode",
         std::string(g.random.of({"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"}))});
  if (mode == "nearest" && g.chance(0.6))
    op.attributes.push_back(
        {"nearest_mode",
         std::string(g.random.of({"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}))});
  g.add(op);
}

void addSpatial(Operators &table) {
  table["resize"] = {resize, proposeResize};
  table["depth_to_space"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z b = op.integer("blocksize", 1);
        const Shape s = x[0]->shape;
        require(s.size() == 4 && s[1] % (b * b) == 0);
        const Z c = s[1] / (b * b);
        Array y = op.word("mode", "dcr") == "dcr"
                      ? permute(reshape(*x[0], {s[0], b, b, c, s[2], s[3]}), {0, 3, 4, 1, 5, 2})
                      : permute(reshape(*x[0], {s[0], c, b, b, s[2], s[3]}), {0, 1, 4, 2, 5, 3});
        return {reshape(y, {s[0], c, s[2] * b, s[3] * b})};
      },
      [](Generator &g) {
        const ValueId x = g.floats(4, 4);
        std::vector<Attribute> attributes{{"blocksize", Z(g.type(x).shape[1] % 4 == 0 ? 2 : 1)}};
        if (g.chance(0.5))
          attributes.push_back({"mode", std::string("crd")});
        g.add("depth_to_space", {x}, attributes);
      }};
  table["space_to_depth"] = {[](const Op &op, const Operands &x, Z) -> Results {
                               const Z b = op.integer("blocksize", 1);
                               const Shape s = x[0]->shape;
                               require(s.size() == 4 && s[2] % b == 0 && s[3] % b == 0);
                               Array y = permute(reshape(*x[0], {s[0], s[1], s[2] / b, b, s[3] / b, b}),
                                                 {0, 3, 5, 1, 2, 4});
                               return {reshape(y, {s[0], s[1] * b * b, s[2] / b, s[3] / b})};
                             },
                             [](Generator &g) {
                               const ValueId x = g.floats(4, 4);
                               const bool even = g.type(x).shape[2] % 2 == 0 && g.type(x).shape[3] % 2 == 0;
                               g.add("space_to_depth", {x}, {{"blocksize", Z(even ? 2 : 1)}});
                             }};
}

} // namespace dlc::fuzz
