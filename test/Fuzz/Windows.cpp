// Convolutions and pools: ops that slide a window over 1, 2 or 3 dimensions.
#include "Operators.h"

#include <algorithm>
#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;
using List = std::vector<Z>;

// The attributes that windows have in common, complete, and the sizes that follow.
struct Window {
  List kernel, strides, dilations, before, after, output;

  Window(const Op &op, const List &input, List kernelSizes) : kernel(std::move(kernelSizes)) {
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
      require(span >= 0 || op.has("ceil_mode"));
      Z size = op.has("ceil_mode") ? (span + strides[d] - 1) / strides[d] + 1 : span / strides[d] + 1;
      if (op.has("ceil_mode") && (size - 1) * strides[d] >= input[d] + before[d])
        --size; // a window begins in front of the pads behind
      require(size >= 1);
      output.push_back(size);
    }
  }

  /// Where an element of a window lies; false: in the padding.
  bool place(const Index &out, const Index &in, const List &input, Index &result) const {
    result.resize(kernel.size());
    for (std::size_t d = 0; d < kernel.size(); ++d) {
      result[d] = out[d] * strides[d] - before[d] + in[d] * dilations[d];
      if (result[d] < 0 || result[d] >= input[d])
        return false;
    }
    return true;
  }
};

static List spatial(const Shape &shape) { return List(shape.begin() + 2, shape.end()); }
static Shape joined(Z n, Z c, const List &rest) {
  Shape shape{n, c};
  shape.insert(shape.end(), rest.begin(), rest.end());
  return shape;
}
static Index joinedIndex(Z n, Z c, const Index &rest) { return joined(n, c, rest); }

// Calls visit(place of x, place of w, place of y) for each product of a convolution.
template <typename Visit>
static void eachProduct(const Op &op, const Shape &x, const Shape &w, Shape &y, Visit visit,
                        bool sizesOnly = false) {
  require(x.size() >= 3 && x.size() == w.size());
  const Z groups = op.integer("group", 1);
  const Window window(op, spatial(x), spatial(w));
  require(groups > 0 && x[1] == w[1] * groups && w[0] % groups == 0);
  y = joined(x[0], w[0], window.output);
  if (sizesOnly)
    return;
  require(elementCount(y) * w[1] * elementCount(window.kernel) <= 600000);
  Index place;
  each(y, [&](const Index &out) {
    const Index at(out.begin() + 2, out.end());
    const Z group = out[1] / (w[0] / groups);
    each(window.kernel, [&](const Index &k) {
      if (!window.place(at, k, spatial(x), place))
        return;
      for (Z c = 0; c < w[1]; ++c)
        visit(joinedIndex(out[0], group * w[1] + c, place), joinedIndex(out[1], c, k), out);
    });
  });
}

static void addBias(Array &y, const Operands &x) {
  if (x.size() < 3)
    return;
  require(x[2]->rank() == 1 && x[2]->dim(0) == y.dim(1));
  each(y.shape, [&](const Index &i) { at(y, i) = at(y, i) + (*x[2])[i[1]]; });
}

static Results conv(const Op &op, const Operands &x, Z) {
  Shape shape;
  eachProduct(op, x[0]->shape, x[1]->shape, shape, [](auto &&...) {}, true);
  Array y(x[0]->element, shape);
  eachProduct(op, x[0]->shape, x[1]->shape, shape, [&](const Index &i, const Index &w, const Index &o) {
    at(y, o) = at(y, o) + at(*x[0], i) * at(*x[1], w);
  });
  addBias(y, x);
  return {std::move(y)};
}

// The convolution's adjoints, in data and in weights.
static Results backward(const Op &op, const Operands &x, Z batch, bool data) {
  Shape wanted = op.declared.shape, grad;
  if (wanted[0] == batchDimension)
    wanted[0] = batch;
  Array result(x[0]->element, wanted);
  const Shape &input = data ? wanted : x[0]->shape, &weight = data ? x[1]->shape : wanted;
  const Array &g = data ? *x[0] : *x[1];
  eachProduct(op, input, weight, grad, [](auto &&...) {}, true);
  require(grad == g.shape);
  eachProduct(op, input, weight, grad, [&](const Index &i, const Index &w, const Index &o) {
    Scalar &target = at(result, data ? i : w);
    target = target + at(g, o) * (data ? at(*x[1], w) : at(*x[0], i));
  });
  return {std::move(result)};
}

static Results convTranspose(const Op &op, const Operands &x, Z) {
  const Shape in = x[0]->shape, w = x[1]->shape;
  require(in.size() >= 3 && in.size() == w.size() && in[1] == w[0]);
  const std::size_t rank = in.size() - 2;
  const List strides = op.integers("strides", List(rank, 1)),
             dilations = op.integers("dilations", List(rank, 1));
  const List pads = op.integers("pads", List(2 * rank, 0)),
             more = op.integers("output_padding", List(rank, 0));
  const Z groups = op.integer("group", 1);
  require(in[1] % groups == 0);
  Shape shape{in[0], w[1] * groups};
  for (std::size_t d = 0; d < rank; ++d) {
    shape.push_back(strides[d] * (in[d + 2] - 1) + dilations[d] * (w[d + 2] - 1) + 1 - pads[d] -
                    pads[rank + d] + more[d]);
    require(shape.back() >= 1 && pads[rank + d] >= more[d]);
  }
  require(elementCount(in) * w[1] * elementCount(spatial(w)) <= 600000);
  Array y(x[0]->element, shape);
  each(in, [&](const Index &i) {
    each(Shape(w.begin() + 1, w.end()), [&](const Index &k) {
      Index out{i[0], i[1] / (in[1] / groups) * w[1] + k[0]}, weight{i[1]};
      weight.insert(weight.end(), k.begin(), k.end());
      for (std::size_t d = 0; d < rank; ++d) {
        out.push_back(i[d + 2] * strides[d] + k[d + 1] * dilations[d] - pads[d]);
        if (out.back() < 0 || out.back() >= shape[d + 2])
          return;
      }
      at(y, out) = at(y, out) + at(*x[0], i) * at(*x[1], weight);
    });
  });
  addBias(y, x);
  return {std::move(y)};
}

// Attributes that suit an input of these sizes.
static std::vector<Attribute> windowAttributes(Generator &g, const List &kernel, bool mayPadAutomatically) {
  std::vector<Attribute> attributes;
  const std::size_t rank = kernel.size();
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

static List kernelFor(Generator &g, const Shape &shape) {
  List kernel;
  for (std::size_t d = 2; d < shape.size(); ++d)
    kernel.push_back(std::min<Z>(std::max<Z>(1, shape[d]), g.random.of<Z>({1, 2, 3, 3, 3, 5})));
  return kernel;
}

static void proposeConv(Generator &g) {
  const ValueId x = g.floats(3, g.chance(0.1) ? 5 : 4, 1);
  const Type type = g.type(x);
  if (type.shape.size() < 3)
    throw Rejected();
  const List kernel = kernelFor(g, type.shape);
  const Z channels = type.shape[1];
  Z group = 1;
  if (g.chance(0.25))
    group = g.chance(0.5) ? channels : channels % 2 == 0 ? 2 : 1;
  group = std::max<Z>(group, 1);
  const Z output = group * g.random.of<Z>({1, 2, 3, 4, 8});
  Op op{.name = "conv",
        .operands = {
            x, g.like({type.element, joined(output, channels / group, kernel)}, {.low = -1, .high = 1})}};
  if (g.chance(0.5)) {
    op.operands.push_back(g.like({type.element, {output}}));
    op.words = {"bias"};
  }
  op.attributes = windowAttributes(g, kernel, true);
  if (group > 1)
    op.attributes.insert(std::find_if(op.attributes.begin(), op.attributes.end(),
                                      [](const Attribute &a) { return a.key == "auto_pad"; }),
                         {"group", group});
  g.add(op);
}

static void proposeBackward(Generator &g, bool data) {
  const Shape input = joined(g.draft.batched ? batchDimension : g.size(1), g.random.integer(1, 4),
                             {g.random.integer(2, 9), g.random.integer(2, 9)});
  const List kernel = kernelFor(g, input);
  const Shape weight = joined(g.random.integer(1, 5), input[1], kernel);
  Op op{.name = data ? "conv_backward_data" : "conv_backward_weights",
        .attributes = windowAttributes(g, kernel, false),
        .types = Types::operandsArrowResults};
  Shape grad;
  try {
    eachProduct(op, input, weight, grad, [](auto &&...) {}, true);
  } catch (const NotWellFormed &) {
    throw Rejected();
  }
  const DType element = g.floatElement();
  op.operands = data ? std::vector{g.like({element, grad}), g.like({element, weight}, {.low = -1, .high = 1})}
                     : std::vector{g.like({element, input}), g.like({element, grad})};
  op.declared.shape = data ? input : weight;
  g.add(op);
}

static void proposeTranspose(Generator &g) {
  const ValueId x = g.floats(3, 4, 1);
  const Type type = g.type(x);
  const List kernel = kernelFor(g, joined(1, 1, List(type.shape.size() - 2, 3)));
  Op op{.name = "conv_transpose",
        .operands = {x, g.like({type.element, joined(type.shape[1], g.random.integer(1, 4), kernel)},
                               {.low = -1, .high = 1})}};
  if (g.chance(0.4)) {
    op.operands.push_back(g.like({type.element, {g.type(op.operands[1]).shape[1]}}));
    op.words = {"bias"};
  }
  op.attributes = windowAttributes(g, kernel, false);
  g.add(op);
}

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
      elements.push_back(fuzz::at(x, joinedIndex(out[0], out[1], place)));
      places.push_back(offset(spatial(x.shape), place));
    });
    y[next++] = pooled(elements, places, inPads);
  });
  return y;
}

static std::size_t firstMaximum(const std::vector<Scalar> &elements) {
  require(!elements.empty());
  std::size_t best = 0;
  for (std::size_t i = 1; i < elements.size(); ++i)
    if (elements[i].value > elements[best].value)
      best = i;
  return best;
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

void addWindows(Operators &table) {
  table["conv"] = {conv, proposeConv};
  table["conv_backward_data"] = {
      [](const Op &op, const Operands &x, Z b) { return backward(op, x, b, true); },
      [](Generator &g) { proposeBackward(g, true); }};
  table["conv_backward_weights"] = {
      [](const Op &op, const Operands &x, Z b) { return backward(op, x, b, false); },
      [](Generator &g) { proposeBackward(g, false); }};
  table["conv_transpose"] = {convTranspose, proposeTranspose};
  addPool(table, "max_pool", DType::f32,
          [](const Op &, const std::vector<Scalar> &e, const List &, Z) { return e[firstMaximum(e)]; });
  addPool(table, "max_pool_indices", DType::i64,
          [](const Op &, const std::vector<Scalar> &e, const List &places, Z) {
            return Scalar(static_cast<double>(places[firstMaximum(e)]));
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
