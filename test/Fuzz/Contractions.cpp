// Products of matrices and sums of products.
#include "Operators.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace dlc::fuzz {

using Z = std::int64_t;

static Array swapped(const Array &a, bool really) {
  if (!really)
    return a;
  std::vector<Z> perm;
  for (Z d = 0; d < a.rank(); ++d)
    perm.push_back(d);
  require(perm.size() >= 2);
  std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
  return permute(a, perm);
}

static Array contract(const std::vector<std::string> &terms, const std::string &result, const Operands &x) {
  std::map<char, Z> sizes;
  std::string all = result;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    require(terms[t].size() == x[t]->shape.size());
    for (std::size_t d = 0; d < terms[t].size(); ++d) {
      const auto [at, isNew] = sizes.insert({terms[t][d], x[t]->shape[d]});
      require(at->second == x[t]->shape[d]);
      if (all.find(terms[t][d]) == std::string::npos)
        all += terms[t][d];
    }
  }
  Shape loops, shape;
  for (char letter : all)
    loops.push_back(sizes[letter]);
  shape.assign(loops.begin(), loops.begin() + static_cast<std::ptrdiff_t>(result.size()));
  require(elementCount(loops) <= 400000);
  Array sum(x[0]->element, shape);
  each(loops, [&](const Index &i) {
    Scalar factor(1);
    for (std::size_t t = 0; t < terms.size(); ++t) {
      Index place;
      for (char letter : terms[t])
        place.push_back(i[all.find(letter)]);
      factor = t ? factor * at(*x[t], place) : at(*x[t], place);
    }
    Scalar &target = at(sum, Index(i.begin(), i.begin() + static_cast<std::ptrdiff_t>(result.size())));
    target = target + factor;
  });
  return sum;
}

static void proposeMatmul(Generator &g) {
  const bool tl = g.chance(0.25), tr = g.chance(0.3);
  const ValueId x = g.floats(2, 4);
  const Type left = g.type(x);
  const std::size_t rank = left.shape.size();
  const Z k = left.shape[rank - (tl ? 2 : 1)];
  // Another value whose sizes fit by chance, or weights.
  ValueId y = g.find([&](const Type &t) {
    return t.element == left.element && t.shape.size() >= 2 && t.shape[t.shape.size() - (tr ? 1 : 2)] == k;
  });
  if (y < 0 || g.chance(0.4)) {
    Shape shape{k, g.size()};
    if (k == batchDimension)
      shape = {k, g.size()};
    if (tr)
      std::swap(shape[0], shape[1]);
    if (shape[1] == batchDimension)
      throw Rejected();
    if (rank > 2 && g.chance(0.4))
      shape.insert(shape.begin(),
                   left.shape.begin() + (g.chance(0.5) ? 0 : static_cast<std::ptrdiff_t>(rank - 3)),
                   left.shape.end() - 2);
    y = g.input({left.element, shape}, {.low = -1, .high = 1});
  }
  std::vector<Attribute> attributes;
  if (tl)
    attributes.push_back({"transpose_lhs", Flag()});
  if (tr)
    attributes.push_back({"transpose_rhs", Flag()});
  g.add("matmul", {x, y}, attributes);
}

static void proposeGemm(Generator &g) {
  const ValueId x = g.floats(2, 2);
  const bool tr = g.chance(0.3);
  const Z k = g.type(x).shape[1], n = g.size();
  const DType element = g.type(x).element;
  Op op{.name = "gemm",
        .operands = {x, g.like({element, tr ? Shape{n, k} : Shape{k, n}}, {.low = -1, .high = 1})}};
  if (g.chance(0.7)) {
    op.operands.push_back(g.broadcasting({element, {g.type(x).shape[0], n}}));
    op.words = {"plus"};
  }
  if (tr)
    op.attributes.push_back({"transpose_rhs", Flag()});
  if (g.chance(0.5))
    op.attributes.push_back({"alpha", 0.5});
  if (op.operands.size() == 3 && g.chance(0.5))
    op.attributes.push_back({"beta", -1.5});
  g.add(op);
}

static void proposeEinsum(Generator &g) {
  struct Form {
    const char *left, *right, *result;
  };
  const Form form = g.random.of<Form>({{"ij", "jk", "ik"},
                                       {"bij", "bjk", "bik"},
                                       {"bi", "bj", "bij"},
                                       {"bhij", "bhkj", "bhik"},
                                       {"ij", "kj", "ik"},
                                       {"bij", "j", "bi"},
                                       {"bi", "bi", "b"},
                                       {"bij", "bik", "bjk"},
                                       {"ij", "jk", "ki"},
                                       {"bij", "jk", "bki"},
                                       {"ij", "ij", ""},
                                       {"bijk", "kl", "bijl"}});
  const ValueId x =
      g.floats(static_cast<Z>(std::string(form.left).size()), static_cast<Z>(std::string(form.left).size()));
  std::map<char, Z> sizes;
  for (std::size_t d = 0; form.left[d]; ++d)
    sizes[form.left[d]] = g.type(x).shape[d];
  Shape shape;
  for (const char *letter = form.right; *letter; ++letter)
    shape.push_back(sizes.insert({*letter, sizes.contains(*letter) ? 0 : g.size()}).first->second);
  if (std::count(shape.begin(), shape.end(), batchDimension) > (!shape.empty() && shape[0] == batchDimension))
    throw Rejected();
  Op op{.name = "einsum", .operands = {x, g.like({g.type(x).element, shape}, {.low = -1, .high = 1})}};
  op.prefix = std::string("\"") + form.left + "," + form.right + "->" + form.result + "\"";
  g.add(op);
}

static Results attention(const Op &op, const Operands &x, Z) {
  const Array &q = *x[0], &k = *x[1], &v = *x[2];
  require(q.rank() == 4 && k.rank() == 4 && v.rank() == 4 && k.dim(1) > 0 && q.dim(1) % k.dim(1) == 0);
  require(k.dim(0) == q.dim(0) && v.dim(0) == q.dim(0) && v.dim(1) == k.dim(1) && v.dim(2) == k.dim(2) &&
          q.dim(3) == k.dim(3));
  const double scale = op.number("scale", 1 / std::sqrt(static_cast<double>(q.dim(3))));
  const Z group = q.dim(1) / k.dim(1), keys = k.dim(2);
  Array result(q.element, {q.dim(0), q.dim(1), q.dim(2), v.dim(3)});
  each({q.dim(0), q.dim(1), q.dim(2)}, [&](const Index &i) {
    std::vector<Z> seen;
    Array scores(q.element, {keys});
    for (Z j = 0; j < keys; ++j) {
      if (op.has("causal") && j > i[2])
        continue;
      Scalar score;
      for (Z d = 0; d < q.dim(3); ++d)
        score = score + at(q, {i[0], i[1], i[2], d}) * at(k, {i[0], i[1] / group, j, d});
      score = score * Scalar(scale);
      if (x.size() > 3) {
        const Scalar mask = broadcastAt(*x[3], {i[0], i[1], i[2], j});
        if (x[3]->element == DType::i1 && mask.value == 0)
          continue;
        if (x[3]->element != DType::i1)
          score = score + mask;
      }
      scores[static_cast<Z>(seen.size())] = score;
      seen.push_back(j);
    }
    softmaxLine(scores, 0, 1, static_cast<Z>(seen.size()), false);
    for (Z d = 0; d < v.dim(3); ++d) {
      Scalar sum;
      for (std::size_t s = 0; s < seen.size(); ++s)
        sum = sum + scores[static_cast<Z>(s)] * at(v, {i[0], i[1] / group, seen[s], d});
      at(result, {i[0], i[1], i[2], d}) = sum;
    }
  });
  return {std::move(result)};
}

/// The gradients for a result and its gradient that are given, whatever they are.
static Results attentionBackward(const Op &op, const Operands &x, Z) {
  const Array &q = *x[0], &k = *x[1], &v = *x[2], &y = *x[3], &g = *x[4];
  const Array like = attention(op, {&q, &k, &v}, 0)[0];
  require(y.shape == like.shape && g.shape == like.shape);
  const double scale = op.number("scale", 1 / std::sqrt(static_cast<double>(q.dim(3))));
  const Z group = q.dim(1) / k.dim(1), keys = k.dim(2);
  Array ofQuery(q.element, q.shape), ofKey(k.element, k.shape), ofValue(v.element, v.shape);
  each({q.dim(0), q.dim(1), q.dim(2)}, [&](const Index &i) {
    const Z seen = op.has("causal") ? std::min(keys, i[2] + 1) : keys, head = i[1] / group;
    Array weights(q.element, {keys});
    for (Z j = 0; j < seen; ++j) {
      for (Z d = 0; d < q.dim(3); ++d)
        weights[j] = weights[j] + at(q, {i[0], i[1], i[2], d}) * at(k, {i[0], head, j, d});
      weights[j] = weights[j] * Scalar(scale);
    }
    softmaxLine(weights, 0, 1, seen, false);
    Scalar mean;
    for (Z d = 0; d < v.dim(3); ++d)
      mean = mean + at(g, {i[0], i[1], i[2], d}) * at(y, {i[0], i[1], i[2], d});
    for (Z j = 0; j < seen; ++j) {
      Scalar ofWeight;
      for (Z d = 0; d < v.dim(3); ++d) {
        const Scalar adjoint = at(g, {i[0], i[1], i[2], d});
        ofWeight = ofWeight + adjoint * at(v, {i[0], head, j, d});
        Scalar &sum = at(ofValue, {i[0], head, j, d});
        sum = sum + weights[j] * adjoint;
      }
      const Scalar ofScore = weights[j] * (ofWeight - mean) * Scalar(scale);
      for (Z d = 0; d < q.dim(3); ++d) {
        Scalar &left = at(ofQuery, {i[0], i[1], i[2], d}), &right = at(ofKey, {i[0], head, j, d});
        left = left + ofScore * at(k, {i[0], head, j, d});
        right = right + ofScore * at(q, {i[0], i[1], i[2], d});
      }
    }
  });
  return {std::move(ofQuery), std::move(ofKey), std::move(ofValue)};
}

static void proposeAttention(Generator &g, bool backward) {
  const ValueId q = g.floats(4, 4);
  const Type type = g.type(q);
  const Z keys = g.size(1),
          heads = type.shape[1] % 2 == 0 && g.chance(0.4) ? type.shape[1] / 2 : type.shape[1];
  Op op{.name = "attention",
        .operands = {q, g.like({type.element, {type.shape[0], heads, keys, type.shape[3]}}),
                     g.like({type.element, {type.shape[0], heads, keys, g.size(1)}})}};
  if (backward) {
    op.name = "attention_backward";
    const Shape shape{type.shape[0], type.shape[1], type.shape[2], g.type(op.operands[2]).shape[3]};
    for (int i = 0; i < 2; ++i)
      op.operands.push_back(g.like({type.element, shape}, {.low = -1, .high = 1}));
  } else if (g.chance(0.5)) {
    op.operands.push_back(g.broadcasting(
        {g.chance(0.5) ? DType::i1 : type.element, {type.shape[0], type.shape[1], type.shape[2], keys}},
        {.low = -1, .high = 1}));
    op.words = {"mask"};
  }
  if (g.chance(0.4))
    op.attributes.push_back({"causal", Flag()});
  if (g.chance(0.3))
    op.attributes.push_back({"scale", 0.5});
  g.add(op);
}

void addContractions(Operators &table) {
  table["matmul"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        return {product(swapped(*x[0], op.has("transpose_lhs")), swapped(*x[1], op.has("transpose_rhs")))};
      },
      proposeMatmul};
  table["gemm"] = {[](const Op &op, const Operands &x, Z) -> Results {
                     Array y = product(swapped(*x[0], op.has("transpose_lhs")),
                                       swapped(*x[1], op.has("transpose_rhs")));
                     y = map(y, [&](Scalar s) { return s * Scalar(op.number("alpha", 1)); });
                     if (x.size() == 3) {
                       require(broadcastShape(y.shape, x[2]->shape) == y.shape);
                       y = zip(y, *x[2], y.element,
                               [&](Scalar s, Scalar t) { return s + Scalar(op.number("beta", 1)) * t; });
                     }
                     return {std::move(y)};
                   },
                   proposeGemm};
  table["outer"] = {
      [](const Op &, const Operands &x, Z) -> Results { return {contract({"i", "j"}, "ij", x)}; },
      [](Generator &g) {
        const ValueId x = g.floats(1, 1);
        g.add("outer", {x, g.input({g.type(x).element, {g.size()}})});
      }};
  table["einsum"] = {[](const Op &op, const Operands &x, Z) -> Results {
                       const std::string &text = op.prefix;
                       const std::size_t comma = text.find(','), arrow = text.find("->");
                       return {
                           contract({text.substr(1, comma - 1), text.substr(comma + 1, arrow - comma - 1)},
                                    text.substr(arrow + 2, text.size() - arrow - 3), x)};
                     },
                     proposeEinsum};
  table["attention"] = {attention, [](Generator &g) { proposeAttention(g, false); }};
  table["attention_backward"] = {attentionBackward, [](Generator &g) { proposeAttention(g, true); }};
}

} // namespace dlc::fuzz
