// Pools, and what else takes or adds windows of images.
#include "Window.h"

#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

// A pool's result at each place, of the elements that lie in its window, in row-major order.
using Pooled = std::function<Scalar(const std::vector<Scalar> &elements, const List &places, Z windowSize)>;

static Array pool(const Op &op, const Array &x, DType element, const Pooled &pooled) {
  require(x.rank() >= 3);
  const Window window(op, spatial(x.shape), op.integers("kernel_shape"));
  for (std::size_t d = 0; d < window.kernel.size(); ++d)
    require(std::max(window.before[d], window.after[d]) <
            std::max<Z>(window.dilations[d] * (window.kernel[d] - 1) + 1, 1));
  Array y(element, joined(x.dim(0), x.dim(1), window.output));
  Index place;
  Z next = 0;
  each(y.shape, [&](const Index &out) {
    std::vector<Scalar> elements;
    List places;
    Z inPads = 0;
    each(window.kernel, [&](const Index &k) {
      const Index at(out.begin() + 2, out.end());
      bool padded = true;
      for (std::size_t d = 0; d < k.size(); ++d) {
        const Z p = at[d] * window.strides[d] + k[d] * window.dilations[d];
        padded &= p < window.before[d] + x.shape[d + 2] + window.after[d];
      }
      inPads += padded;
      if (!window.place(at, k, spatial(x.shape), place))
        return;
      elements.push_back(fuzz::at(x, joined(out[0], out[1], place)));
      places.push_back(offset(spatial(x.shape), place));
    });
    y[next++] = pooled(elements, places, inPads);
  });
  return y;
}

static Scalar norm(const std::vector<Scalar> &elements, double p) {
  Scalar sum;
  for (const Scalar &x : elements)
    sum = sum + (p == 1 ? abs(x) : p == 2 ? x * x : pow(abs(x), Scalar(p)));
  if (sum.value == 0)
    return {0};
  return p == 1 ? sum : p == 2 ? sqrt(sum) : pow(sum, Scalar(1 / p));
}

static void
addPool(Operators &table, const std::string &name, DType element,
        const std::function<Scalar(const Op &, const std::vector<Scalar> &, const List &, Z)> &pooled) {
  table[name] = {[=](const Op &op, const Operands &x, Z) -> Results {
                   return {pool(op, *x[0], element == DType::f32 ? x[0]->element : element,
                                [&](auto &elements, auto &places, Z size) {
                                  return pooled(op, elements, places, size);
                                })};
                 },
                 [=](Generator &g) {
                   const ValueId x = g.floats(3, g.chance(0.1) ? 5 : 4, 1);
                   const List kernel = kernelFor(g, g.type(x).shape);
                   Op op{.name = name, .operands = {x}, .attributes = windowAttributes(g, kernel, true)};
                   op.attributes.insert(op.attributes.begin(), {"kernel_shape", kernel});
                   if (g.chance(0.25))
                     op.attributes.push_back({"ceil_mode", Flag()});
                   if (name == "average_pool" && g.chance(0.4))
                     op.attributes.push_back({"count_include_pad", Flag()});
                   if (name == "lp_pool" && g.chance(0.4))
                     op.attributes.push_back({"p", Z(g.random.of({1, 2, 3}))});
                   g.add(op);
                 }};
}

static void addGlobal(Operators &table, const std::string &name,
                      const std::function<Scalar(const Op &, const std::vector<Scalar> &)> &pooled) {
  table[name] = {
      [=](const Op &op, const Operands &x, Z) -> Results {
        require(x[0]->rank() >= 3);
        Array y(x[0]->element, joined(x[0]->dim(0), x[0]->dim(1), List(x[0]->shape.size() - 2, 1)));
        const Z count = y.size() ? x[0]->size() / y.size() : 0;
        for (Z i = 0; i < y.size(); ++i)
          y[i] = pooled(op, {x[0]->data.begin() + i * count, x[0]->data.begin() + (i + 1) * count});
        return {std::move(y)};
      },
      [=](Generator &g) { g.add(name, {g.floats(3, 4, 1)}); }};
}

// The adjoint of max_pool: to the first maximum of each window.
static Results maxPoolBackward(const Op &op, const Operands &x, Z) {
  Array result(x[0]->element, x[0]->shape);
  const Shape image = spatial(x[0]->shape);
  const Array first = pool(op, *x[0], DType::i64, [](const auto &elements, const List &places, Z) {
    return Scalar(static_cast<double>(places[placeOfExtremum(elements, 1)]));
  });
  require(first.shape == x[1]->shape && x[0]->element == x[1]->element);
  const Z size = elementCount(image), windows = elementCount(spatial(first.shape));
  for (Z i = 0; i < first.size(); ++i) {
    Scalar &target = result[i / windows * size + static_cast<Z>(first[i].value)];
    target = target + (*x[1])[i];
  }
  return {std::move(result)};
}

static void proposeMaxPoolBackward(Generator &g) {
  const ValueId x = g.floats(3, g.chance(0.1) ? 5 : 4, 1);
  const List kernel = kernelFor(g, g.type(x).shape);
  std::vector<Attribute> attributes = windowAttributes(g, kernel, false);
  attributes.insert(attributes.begin(), {"kernel_shape", kernel});
  if (g.chance(0.25))
    attributes.push_back({"ceil_mode", Flag()});
  const ValueId y = g.add("max_pool", {x}, attributes);
  g.add("max_pool_backward", {x, g.like(g.type(y))}, attributes);
}

// Each column is a block of the image; [N, C · block elements, blocks] to [N, C, image…].
static Results columnsToImage(const Op &op, const Operands &x, Z) {
  const List image = op.integers("image_shape"), block = op.integers("block_shape");
  const Window window(op, image, block);
  require(x[0]->rank() == 3 && x[0]->dim(1) % elementCount(block) == 0 &&
          x[0]->dim(2) == elementCount(window.output));
  const Z channels = x[0]->dim(1) / elementCount(block);
  Array result(x[0]->element, joined(x[0]->dim(0), channels, image));
  Index place;
  Z next = 0;
  for (Z n = 0; n < x[0]->dim(0); ++n)
    for (Z c = 0; c < channels; ++c)
      each(block, [&](const Index &in) {
        each(window.output, [&](const Index &out) {
          const Scalar value = (*x[0])[next++];
          if (!window.place(out, in, image, place))
            return;
          Scalar &target = at(result, joined(n, c, place));
          target = target + value;
        });
      });
  return {std::move(result)};
}

static void proposeColumnsToImage(Generator &g) {
  List image;
  for (Z rank = g.random.of<Z>({1, 2, 2, 3}); rank > 0; --rank)
    image.push_back(g.random.integer(2, 7));
  const List block = kernelFor(g, joined(1, 1, image));
  Op op{.name = "col2im", .attributes = windowAttributes(g, block, false)};
  op.attributes.insert(op.attributes.begin(), {{"image_shape", image}, {"block_shape", block}});
  Z blocks = 0;
  try {
    blocks = elementCount(Window(op, image, block).output);
  } catch (const NotWellFormed &) {
    throw Rejected();
  }
  op.operands = {g.like({g.floatElement(),
                         {g.draft.batched ? batchDimension : g.random.integer(1, 3),
                          g.random.integer(1, 3) * elementCount(block), blocks}})};
  g.add(op);
}

void addPools(Operators &table) {
  table["max_pool_backward"] = {maxPoolBackward, proposeMaxPoolBackward};
  table["col2im"] = {columnsToImage, proposeColumnsToImage};
  addPool(table, "max_pool", DType::f32,
          [](const Op &, const std::vector<Scalar> &e, const List &, Z) { return e[placeOfExtremum(e, 1)]; });
  addPool(table, "max_pool_indices", DType::i64,
          [](const Op &, const std::vector<Scalar> &e, const List &places, Z) {
            return Scalar(static_cast<double>(places[placeOfExtremum(e, 1)]));
          });
  addPool(table, "average_pool", DType::f32,
          [](const Op &op, const std::vector<Scalar> &e, const List &, Z size) {
            Scalar sum;
            for (const Scalar &x : e)
              sum = sum + x;
            require(!e.empty());
            return sum / Scalar(op.has("count_include_pad") ? static_cast<double>(size)
                                                            : static_cast<double>(e.size()));
          });
  addPool(table, "lp_pool", DType::f32, [](const Op &op, const std::vector<Scalar> &e, const List &, Z) {
    return norm(e, static_cast<double>(op.integer("p", 2)));
  });
  addGlobal(table, "global_average_pool", [](const Op &, const std::vector<Scalar> &e) {
    Scalar sum;
    for (const Scalar &x : e)
      sum = sum + x;
    return sum / Scalar(static_cast<double>(e.size()));
  });
  addGlobal(table, "global_lp_pool", [](const Op &, const std::vector<Scalar> &e) { return norm(e, 2); });
  addGlobal(table, "global_max_pool",
            [](const Op &, const std::vector<Scalar> &e) { return extremum(e, 1); });
}

} // namespace dlc::fuzz
