// Images that are read between their elements, at the places of a grid, and grids of affine maps.
#include "Operators.h"

#include <algorithm>
#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

namespace {
/// One spatial dimension of an image, as places along it are read.
struct Line {
  double size;
  std::string padding;
  bool align;

  Scalar denormalized(Scalar x) const {
    return align ? (x + Scalar(1)) * Scalar((size - 1) / 2)
                 : ((x + Scalar(1)) * Scalar(size) - Scalar(1)) * Scalar(0.5);
  }

  /// Where the element lies that stands for what is beyond the border.
  Scalar inside(Scalar x) const {
    const Arithmetic &arithmetic = Arithmetic::current();
    if (padding == "border") {
      if (arithmetic.beside(x, 0) <= 0)
        return {0};
      return arithmetic.beside(x, size - 1) >= size - 1 ? Scalar(size - 1) : x;
    }
    if (padding == "zeros")
      return x;
    const double low = align ? 0 : -0.5, range = align ? size - 1 : size;
    if (range == 0)
      return x * Scalar(0);
    const Scalar away = abs(x - Scalar(low)), turns = away / Scalar(2 * range);
    const double whole = std::floor(arithmetic.beside(turns, std::nearbyint(turns.value)));
    return Scalar(range) - abs(away - Scalar(2 * range * whole) - Scalar(range)) + Scalar(low);
  }

  /// The element at a whole place: its index, or -1 where it is zero.
  Z element(double place) const {
    require(!std::isnan(place));
    if (padding == "zeros" && (place < 0 || place > size - 1))
      return -1;
    return static_cast<Z>(std::fmin(std::fmax(place, 0), size - 1));
  }

  /// The elements that a place is made of, with their weights.
  std::vector<std::pair<Z, Scalar>> sources(Scalar x, const std::string &mode) const {
    const Arithmetic &arithmetic = Arithmetic::current();
    if (mode == "nearest") {
      const Scalar at = inside(x);
      return {{element(std::nearbyint(arithmetic.beside(at, std::floor(at.value) + 0.5))), Scalar(1)}};
    }
    const bool isCubic = mode == "cubic";
    const Scalar at = isCubic ? x : inside(x);
    const double first = std::floor(arithmetic.beside(at, std::nearbyint(at.value)));
    const Scalar t = at - Scalar(first), rest = Scalar(1) - t;
    if (!isCubic)
      return {{element(first), rest}, {element(first + 1), t}};
    auto near = [](Scalar d) { return (Scalar(1.25) * d - Scalar(2.25)) * d * d + Scalar(1); };
    auto far = [](Scalar d) { return ((Scalar(-0.75) * d + Scalar(3.75)) * d - Scalar(6)) * d + Scalar(3); };
    auto neighbour = [&](double step) { return element(inside(Scalar(first + step)).value); };
    return {{neighbour(-1), far(t + Scalar(1))},
            {neighbour(0), near(t)},
            {neighbour(1), near(rest)},
            {neighbour(2), far(rest + Scalar(1))}};
  }
};
} // namespace

static Results sample(const Op &op, const Operands &x, Z) {
  const Array &image = *x[0], &grid = *x[1];
  const Z spatial = image.rank() - 2;
  require(spatial >= 1 && spatial <= 3 && grid.rank() == image.rank() && grid.shape[0] == image.shape[0] &&
          grid.shape.back() == spatial && grid.element == image.element);
  std::vector<Line> lines;
  for (Z d = 0; d < spatial; ++d) {
    require(image.dim(d + 2) > 0);
    lines.push_back(
        {static_cast<double>(image.dim(d + 2)), op.word("padding_mode", "zeros"), op.has("align_corners")});
  }
  Shape shape{image.shape[0], image.shape[1]};
  shape.insert(shape.end(), grid.shape.begin() + 1, grid.shape.end() - 1);
  Array result(image.element, shape);
  Z next = 0;
  each(shape, [&](const Index &i) {
    // Elements of the image with their weights, dimension by dimension.
    std::vector<std::pair<Index, Scalar>> terms{{{i[0], i[1]}, Scalar(1)}};
    for (Z d = 0; d < spatial; ++d) {
      Index place{i[0]};
      place.insert(place.end(), i.begin() + 2, i.end());
      place.push_back(spatial - 1 - d); // the last dimension comes first
      const Line &line = lines[static_cast<std::size_t>(d)];
      std::vector<std::pair<Index, Scalar>> longer;
      for (const auto &[element, weight] :
           line.sources(line.denormalized(at(grid, place)), op.word("mode", "linear")))
        for (auto [index, product] : terms) {
          index.push_back(element);
          longer.emplace_back(std::move(index), d == 0 ? weight : product * weight);
        }
      terms = std::move(longer);
    }
    Scalar sum;
    for (const auto &[index, weight] : terms)
      if (std::ranges::find(index, -1) == index.end())
        sum = sum + at(image, index) * weight;
    result[next++] = sum;
  });
  return {std::move(result)};
}

static void proposeSample(Generator &g) {
  const ValueId x = g.floats(3, 5, 1);
  const Shape image = g.type(x).shape;
  Shape places{image[0]};
  for (std::size_t d = 2; d < image.size(); ++d)
    places.push_back(g.size(1));
  places.push_back(static_cast<Z>(image.size()) - 2);
  // Most places are between the borders, some beyond.
  const ValueId grid =
      g.like({g.type(x).element, places}, {.low = -1.25, .high = 1.25, .seed = g.random.bits()});
  std::vector<Attribute> attributes;
  if (const std::string mode = g.random.of({"linear", "linear", "nearest", "cubic"});
      mode != "linear" && !(mode == "cubic" && image.size() == 5)) // 64 neighbours
    attributes.push_back({"mode", mode});
  if (const std::string padding = g.random.of({"zeros", "border", "reflection"}); padding != "zeros")
    attributes.push_back({"padding_mode", padding});
  if (g.chance(0.5))
    attributes.push_back({"align_corners", Flag()});
  g.add("grid_sample", {x, grid}, attributes);
}

static Results affine(const Op &op, const Operands &x, Z batch) {
  const Array &theta = *x[0];
  Shape shape = op.declared.shape;
  const Z spatial = static_cast<Z>(shape.size()) - 2;
  if (shape[0] == batchDimension)
    shape[0] = batch;
  require(theta.shape == Shape{shape[0], spatial, spatial + 1});
  Array result(theta.element, shape);
  Z next = 0;
  each(shape, [&](const Index &i) {
    Scalar sum = at(theta, {i[0], i.back(), spatial});
    for (Z k = 0; k < spatial; ++k) {
      const Z d = spatial - k, size = shape[static_cast<std::size_t>(d)];
      const auto n = static_cast<double>(size), j = static_cast<double>(i[static_cast<std::size_t>(d)]);
      const double where = !op.has("align_corners") ? (2 * j + 1) / n - 1
                           : size == 1              ? 0
                                                    : 2 * j / (n - 1) - 1;
      Scalar coordinate(where);
      coordinate.error = 4 * unitOf(theta.element);
      sum = sum + at(theta, {i[0], i.back(), k}) * coordinate;
    }
    result[next++] = sum;
  });
  return {std::move(result)};
}

static void proposeAffine(Generator &g) {
  const Z spatial = g.chance(0.7) ? 2 : 3;
  const Z batch = g.draft.batched ? batchDimension : g.size(1);
  const ValueId theta = g.like({g.floatElement(), {batch, spatial, spatial + 1}});
  Op op{.name = "affine_grid", .operands = {theta}, .types = Types::operandsArrowResults};
  op.declared = {g.floatElement(), {batch}};
  for (Z d = 0; d < spatial; ++d)
    op.declared.shape.push_back(g.size(1));
  op.declared.shape.push_back(spatial);
  if (g.chance(0.5))
    op.attributes.push_back({"align_corners", Flag()});
  g.add(op);
}

void addGrids(Operators &table) {
  table["grid_sample"] = {sample, proposeSample};
  table["affine_grid"] = {affine, proposeAffine};
}

} // namespace dlc::fuzz
