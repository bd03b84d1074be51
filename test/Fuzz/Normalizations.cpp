// Normalisations: the mean and the variance of groups of elements, softmax, norms.
#include "Operators.h"

#include <cmath>

namespace dlc::fuzz {

using Z = std::int64_t;

// Groups are given by a number for each element; `mean` false: of mean 0. Statistics are written if asked
// for.
static Array normalized(const Array &x, const std::function<Z(const Index &)> &groupOf, Z groups,
                        double epsilon, bool centred, Array *means = nullptr, Array *variances = nullptr) {
  std::vector<Scalar> mean(static_cast<std::size_t>(groups)), square(mean);
  std::vector<double> count(mean.size(), 0);
  std::vector<std::size_t> group;
  each(x.shape, [&](const Index &i) { group.push_back(static_cast<std::size_t>(groupOf(i))); });
  for (Z i = 0; i < x.size(); ++i) {
    mean[group[static_cast<std::size_t>(i)]] = mean[group[static_cast<std::size_t>(i)]] + x[i];
    ++count[group[static_cast<std::size_t>(i)]];
  }
  for (std::size_t g = 0; g < mean.size(); ++g)
    mean[g] = centred && count[g] ? mean[g] / Scalar(count[g]) : Scalar(0);
  for (Z i = 0; i < x.size(); ++i) {
    const std::size_t g = group[static_cast<std::size_t>(i)];
    const Scalar d = x[i] - mean[g];
    square[g] = square[g] + d * d;
  }
  Array result = x;
  for (std::size_t g = 0; g < square.size(); ++g)
    square[g] = square[g] / Scalar(count[g]);
  for (Z i = 0; i < x.size(); ++i) {
    const std::size_t g = group[static_cast<std::size_t>(i)];
    result[i] = (x[i] - mean[g]) / sqrt(square[g] + Scalar(epsilon));
  }
  if (means)
    *means = Array(x.element, {groups}), means->data = mean;
  if (variances)
    *variances = Array(x.element, {groups}), variances->data = square;
  return result;
}

// Times a scale, plus a bias, where there are such operands; `of` tells the place in them.
static Array affine(Array x, const Operands &operands, std::size_t first,
                    const std::function<Z(const Index &)> &of) {
  Z next = 0;
  each(x.shape, [&](const Index &i) {
    if (operands.size() > first)
      x[next] = x[next] * (*operands[first])[of(i)];
    if (operands.size() > first + 1)
      x[next] = x[next] + (*operands[first + 1])[of(i)];
    ++next;
  });
  return x;
}

static Z channel(const Index &i) { return i[1]; }

static void requireShapes(const Operands &x, const Shape &shape) {
  for (std::size_t i = 1; i < x.size(); ++i)
    require(x[i]->shape == shape);
}

static Results layerNorm(const Op &op, const Operands &x, bool centred) {
  const Z axis = axisOf(op.integer("axis", -1), x[0]->rank());
  require(axis < x[0]->rank());
  const Shape inner(x[0]->shape.begin() + axis, x[0]->shape.end()),
      outer(x[0]->shape.begin(), x[0]->shape.begin() + axis);
  requireShapes(x, inner);
  const auto outerOf = [&](const Index &i) { return offset(outer, i); };
  Array y = normalized(*x[0], outerOf, elementCount(outer), op.number("epsilon", 1e-5), centred);
  return {affine(y, x, 1, [&](const Index &i) { return offset(inner, Index(i.begin() + axis, i.end())); })};
}

static Results groupNorm(const Op &op, const Operands &x, Z groups) {
  require(x[0]->rank() >= 2 && groups >= 1 && x[0]->dim(1) % groups == 0);
  requireShapes(x, {x[0]->dim(1)});
  const Z size = std::max<Z>(1, x[0]->dim(1) / groups);
  Array y = normalized(
      *x[0], [&](const Index &i) { return i[0] * groups + i[1] / size; }, x[0]->dim(0) * groups,
      op.number("epsilon", 1e-5), true);
  return {affine(y, x, 1, channel)};
}

static void addAffine(Generator &g, Op &op, const Type &of, bool mayHaveBias = true) {
  if (g.chance(0.3))
    return;
  op.operands.push_back(g.like(of));
  op.words.push_back("scale");
  if (mayHaveBias && g.chance(0.7)) {
    op.operands.push_back(g.like(of));
    op.words.push_back("bias");
  }
}

static void proposeLayerNorm(Generator &g, const std::string &name) {
  const ValueId x = g.floats(1, 4, 1);
  const Type type = g.type(x);
  const Z axis = g.axis(type, false), rank = static_cast<Z>(type.shape.size());
  Op op{.name = name, .operands = {x}};
  addAffine(g, op, {type.element, Shape(type.shape.begin() + axisOf(axis, rank), type.shape.end())},
            name == "layer_norm");
  op.attributes = {{"axis", axis}, {"epsilon", g.random.of({0.125, 0.01})}};
  g.add(op);
}

static void proposeGroupNorm(Generator &g, const std::string &name) {
  const ValueId x = g.floats(name == "group_norm" ? 2 : 3, 4, 1);
  const Type type = g.type(x);
  Op op{.name = name, .operands = {x}};
  addAffine(g, op, {type.element, {type.shape[1]}});
  if (name == "group_norm")
    op.attributes.push_back({"num_groups", type.shape[1] % 2 == 0 && g.chance(0.5) ? Z(2)
                                           : g.chance(0.5)                         ? Z(1)
                                                                                   : type.shape[1]});
  op.attributes.push_back({"epsilon", g.random.of({0.125, 0.01})});
  g.add(op);
}

static Results batchNorm(const Op &op, const Operands &x, Z) {
  require(x[0]->rank() >= 2);
  requireShapes(x, {x[0]->dim(1)});
  Array y = *x[0];
  Z next = 0;
  each(y.shape, [&](const Index &i) {
    y[next] = (y[next] - (*x[3])[i[1]]) / sqrt((*x[4])[i[1]] + Scalar(op.number("epsilon", 1e-5)));
    y[next] = y[next] * (*x[1])[i[1]] + (*x[2])[i[1]];
    ++next;
  });
  return {std::move(y)};
}

static void proposeBatchNorm(Generator &g, bool training) {
  const ValueId x = g.floats(2, 4, 1);
  const Type channels{g.type(x).element, {g.type(x).shape[1]}};
  Op op{.name = training ? "batch_norm_training" : "batch_norm",
        .operands = {x, g.input(channels), g.input(channels)},
        .words = {"scale", "bias"}};
  if (!training) {
    op.operands.push_back(g.input(channels));
    op.operands.push_back(g.input(channels, {.low = 0.5, .high = 2}));
    op.words.insert(op.words.end(), {"mean", "variance"});
  }
  // Printed as an attribute of the dictionary.
  g.add(op);
}

static void addSoftmax(Operators &table, const std::string &name, bool logarithm) {
  table[name] = {[=](const Op &op, const Operands &x, Z) -> Results {
                   const Z axis = axisOf(op.integer("axis", -1), x[0]->rank());
                   require(axis >= 0 && axis < x[0]->rank());
                   Array y = *x[0];
                   eachLine(y.shape, axis,
                            [&](Z base, Z stride) { softmaxLine(y, base, stride, y.dim(axis), logarithm); });
                   return {std::move(y)};
                 },
                 [=](Generator &g) {
                   const ValueId x = g.floats(1);
                   std::vector<Attribute> attributes;
                   if (g.chance(0.7))
                     attributes.push_back({"axis", g.axis(g.type(x))});
                   g.add(name, {x}, attributes);
                 }};
}

static Results lrn(const Op &op, const Operands &x, Z) {
  require(x[0]->rank() >= 3);
  const Z size = op.integer("size", 1), channels = x[0]->dim(1);
  Array y = *x[0];
  each(y.shape, [&](const Index &i) {
    Scalar sum;
    for (Z c = std::max<Z>(0, i[1] - (size - 1) / 2); c <= std::min(channels - 1, i[1] + size / 2); ++c) {
      Index j = i;
      j[1] = c;
      sum = sum + at(*x[0], j) * at(*x[0], j);
    }
    const Scalar base =
        Scalar(op.number("bias", 1)) + Scalar(op.number("alpha", 1e-4) / static_cast<double>(size)) * sum;
    at(y, i) = at(*x[0], i) / pow(base, Scalar(op.number("beta", 0.75)));
  });
  return {std::move(y)};
}

static Results lpNormalization(const Op &op, const Operands &x, Z) {
  const Z axis = axisOf(op.integer("axis", -1), x[0]->rank());
  require(axis >= 0 && axis < x[0]->rank());
  Array y = *x[0];
  eachLine(y.shape, axis, [&](Z base, Z stride) {
    Scalar sum;
    for (Z i = 0; i < y.dim(axis); ++i) {
      const Scalar s = (*x[0])[base + i * stride];
      sum = sum + (op.integer("p", 2) == 1 ? abs(s) : s * s);
    }
    const Scalar norm =
        max(op.integer("p", 2) == 1 || sum.value == 0 ? sum : sqrt(sum), Scalar(op.number("epsilon", 1e-12)));
    for (Z i = 0; i < y.dim(axis); ++i)
      y[base + i * stride] = y[base + i * stride] / norm;
  });
  return {std::move(y)};
}

void addNormalizations(Operators &table) {
  table["layer_norm"] = {[](const Op &op, const Operands &x, Z) { return layerNorm(op, x, true); },
                         [](Generator &g) { proposeLayerNorm(g, "layer_norm"); }};
  table["rms_norm"] = {[](const Op &op, const Operands &x, Z) { return layerNorm(op, x, false); },
                       [](Generator &g) { proposeLayerNorm(g, "rms_norm"); }};
  table["group_norm"] = {
      [](const Op &op, const Operands &x, Z) { return groupNorm(op, x, op.integer("num_groups", 1)); },
      [](Generator &g) { proposeGroupNorm(g, "group_norm"); }};
  table["instance_norm"] = {[](const Op &op, const Operands &x, Z) {
                              require(x[0]->rank() >= 3);
                              return groupNorm(op, x, x[0]->dim(1));
                            },
                            [](Generator &g) { proposeGroupNorm(g, "instance_norm"); }};
  table["batch_norm"] = {batchNorm, [](Generator &g) { proposeBatchNorm(g, false); }};
  table["batch_norm_training"] = {[](const Op &op, const Operands &x, Z) -> Results {
                                    require(x[0]->rank() >= 2 && x[0]->size() > 0);
                                    requireShapes(x, {x[0]->dim(1)});
                                    Array mean, variance;
                                    Array y = normalized(*x[0], channel, x[0]->dim(1),
                                                         op.number("epsilon", 1e-5), true, &mean, &variance);
                                    return {affine(y, x, 1, channel), mean, variance};
                                  },
                                  [](Generator &g) { proposeBatchNorm(g, true); }};
  addSoftmax(table, "softmax", false);
  addSoftmax(table, "log_softmax", true);
  table["lrn"] = {lrn, [](Generator &g) {
                    g.add("lrn", {g.floats(3, 4, 1)},
                          {{"size", g.random.integer(1, 5)}, {"alpha", 0.25}, {"beta", 0.5}});
                  }};
  table["lp_normalization"] = {
      lpNormalization, [](Generator &g) {
        const ValueId x = g.floats(1);
        g.add("lp_normalization", {x},
              {{"axis", g.axis(g.type(x))}, {"p", g.random.integer(1, 2)}, {"epsilon", 0.25}});
      }};
}

} // namespace dlc::fuzz
