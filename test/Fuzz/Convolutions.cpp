// Convolutions, their adjoints and transposed ones.
#include "Window.h"

#include <algorithm>

namespace dlc::fuzz {

using Z = std::int64_t;

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
        visit(joined(out[0], group * w[1] + c, place), joined(out[1], c, k), out);
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
  const Shape wanted = op.declared.shapeFor(batch);
  Shape grad;
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

void addConvolutions(Operators &table) {
  table["conv"] = {conv, proposeConv};
  table["conv_backward_data"] = {
      [](const Op &op, const Operands &x, Z b) { return backward(op, x, b, true); },
      [](Generator &g) { proposeBackward(g, true); }};
  table["conv_backward_weights"] = {
      [](const Op &op, const Operands &x, Z b) { return backward(op, x, b, false); },
      [](Generator &g) { proposeBackward(g, false); }};
  table["conv_transpose"] = {convTranspose, proposeTranspose};
}

} // namespace dlc::fuzz
