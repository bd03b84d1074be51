// Reductions, running sums, and orders.
#include "Operators.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dlc::fuzz {

using Z = std::int64_t;
using List = std::vector<Z>;
/// Of a line, and of its element type where that matters.
struct Lines {
  std::function<Scalar(const std::vector<Scalar> &, DType)> function;

  template <typename F> Lines(F given) {
    if constexpr (std::is_invocable_v<F, const std::vector<Scalar> &, DType>)
      function = given;
    else
      function = [given](const std::vector<Scalar> &x, DType) { return given(x); };
  }
};

static Scalar productOf(const std::vector<Scalar> &x, DType element) {
  Scalar product(1);
  for (const Scalar &s : x)
    product = multiply(product, s, element);
  return product;
}

static Results reduce(const Op &op, const Array &x, const Lines &function) {
  std::vector<bool> gone(x.shape.size(), !op.has("axes"));
  for (Z axis : op.integers("axes")) {
    require(axisOf(axis, x.rank()) < x.rank());
    gone[static_cast<std::size_t>(axisOf(axis, x.rank()))] = true;
  }
  Shape kept, shape;
  for (std::size_t d = 0; d < gone.size(); ++d) {
    kept.push_back(gone[d] ? 1 : x.shape[d]);
    if (!gone[d] || op.has("keepdims"))
      shape.push_back(kept.back());
  }
  std::vector<std::vector<Scalar>> groups(static_cast<std::size_t>(elementCount(kept)));
  Z next = 0;
  each(x.shape, [&](Index i) {
    for (std::size_t d = 0; d < gone.size(); ++d)
      i[d] = gone[d] ? 0 : i[d];
    groups[static_cast<std::size_t>(offset(kept, i))].push_back(x[next++]);
  });
  Array result(x.element, shape);
  for (std::size_t g = 0; g < groups.size(); ++g)
    result[static_cast<Z>(g)] = function.function(groups[g], x.element);
  return {std::move(result)};
}

static void addReduction(Operators &table, const std::string &name, bool integers, const Lines &function,
                         bool positive = false) {
  table[name] = {[=](const Op &op, const Operands &x, Z) { return reduce(op, *x[0], function); },
                 [=](Generator &g) {
                   ValueId x = integers ? g.numbers() : g.floats();
                   if (positive)
                     x = g.add("softplus", {x});
                   std::vector<Attribute> attributes;
                   if (g.chance(0.7) && !g.type(x).shape.empty())
                     attributes.push_back({"axes", g.axes(g.type(x))});
                   if (g.chance(0.4))
                     attributes.push_back({"keepdims", Flag()});
                   g.add(name, {x}, attributes);
                 }};
}

static Scalar sum(const std::vector<Scalar> &x) {
  Scalar total;
  for (const Scalar &s : x)
    total = total + s;
  return total;
}
static Scalar sumOf(const std::vector<Scalar> &x, Scalar (*function)(Scalar)) {
  Scalar total;
  for (const Scalar &s : x)
    total = total + function(s);
  return total;
}

Scalar extremum(const std::vector<Scalar> &x, double sign) {
  require(!x.empty());
  double best = -INFINITY;
  for (const Scalar &s : x)
    best = std::max(best, sign * s.value);
  double ties = 0;
  for (const Scalar &s : x)
    ties += sign * s.value == best;
  Scalar result(sign * best);
  for (const Scalar &s : x)
    if (sign * s.value == best)
      result =
          Arithmetic::current().make(result.value, result, 1, s, 1 / ties, Arithmetic::Rule::constant, true);
  return result;
}

std::size_t placeOfExtremum(const std::vector<Scalar> &x, double sign, bool last) {
  require(!x.empty());
  std::size_t best = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    if (sign * x[i].value > sign * x[best].value || (last && x[i].value == x[best].value))
      best = i;
  std::vector<std::size_t> near{best};
  for (std::size_t i = 0; i < x.size(); ++i)
    if (Arithmetic::current().isUndecided(x[i], x[best]))
      near.push_back(i);
  const int side = Arithmetic::current().sideOfJumps();
  return side < 0 ? near.front() : side > 0 ? near.back() : near[near.size() / 2];
}

static Scalar logSumExp(const std::vector<Scalar> &x) {
  require(!x.empty());
  const Scalar greatest = constant(extremum(x, 1));
  Scalar total;
  for (const Scalar &s : x)
    total = total + exp(s - greatest);
  return log(total) + greatest;
}

static List orderOf(const Array &x, Z base, Z stride, Z count, bool descending) {
  List order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](Z a, Z b) {
    const double left = x[base + a * stride].value, right = x[base + b * stride].value;
    if (left == right)
      return a < b; // equal ones keep their order
    return descending ? left > right : left < right;
  });
  // Those that follow each other and may be equal stand in any order: each at another place in other runs.
  for (std::size_t first = 0, next; first < order.size(); first = next) {
    const auto element = [&](std::size_t i) { return x[base + order[i] * stride]; };
    next = first + 1;
    while (next < order.size() && Arithmetic::current().isUndecided(element(next - 1), element(next)))
      ++next;
    const auto from = order.begin() + static_cast<std::ptrdiff_t>(first),
               to = order.begin() + static_cast<std::ptrdiff_t>(next);
    if (const int side = Arithmetic::current().sideOfJumps(); next - first > 1 && side != 0)
      side < 0 ? std::reverse(from, to) : static_cast<void>(std::rotate(from, from + 1, to));
  }
  return order;
}

static Results sorted(const Array &x, Z axis, Z k, bool descending) {
  require(axis < x.rank() && k <= x.dim(axis));
  Shape shape = x.shape;
  shape[static_cast<std::size_t>(axis)] = k;
  Array values(x.element, shape), indices(DType::i64, shape);
  List bases;
  eachLine(shape, axis, [&](Z base, Z) { bases.push_back(base); });
  std::size_t line = 0;
  eachLine(x.shape, axis, [&](Z base, Z stride) {
    const List order = orderOf(x, base, stride, x.dim(axis), descending);
    for (Z i = 0; i < k; ++i) {
      values[bases[line] + i * stride] = x[base + order[static_cast<std::size_t>(i)] * stride];
      indices[bases[line] + i * stride] = {static_cast<double>(order[static_cast<std::size_t>(i)])};
    }
    ++line;
  });
  return {std::move(values), std::move(indices)};
}

static void addArg(Operators &table, const std::string &name, double sign) {
  table[name] = {[=](const Op &op, const Operands &x, Z) -> Results {
                   const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
                   require(axis < x[0]->rank() && x[0]->dim(axis) > 0);
                   Shape shape = x[0]->shape;
                   if (op.has("keepdims"))
                     shape[static_cast<std::size_t>(axis)] = 1;
                   else
                     shape.erase(shape.begin() + axis);
                   Array result(DType::i64, shape);
                   Z next = 0;
                   eachLine(x[0]->shape, axis, [&](Z base, Z stride) {
                     std::vector<Scalar> line;
                     for (Z i = 0; i < x[0]->dim(axis); ++i)
                       line.push_back((*x[0])[base + i * stride]);
                     result[next++] = {
                         static_cast<double>(placeOfExtremum(line, sign, op.has("select_last_index")))};
                   });
                   return {std::move(result)};
                 },
                 [=](Generator &g) {
                   const ValueId x = g.numbers(1);
                   std::vector<Attribute> attributes{{"axis", g.axis(g.type(x))}};
                   if (g.chance(0.4))
                     attributes.push_back({"keepdims", Flag()});
                   if (g.chance(0.4))
                     attributes.push_back({"select_last_index", Flag()});
                   g.add(name, {x}, attributes);
                 }};
}

// The bin of each element. One that rounding may move over an edge is decided as the run decides it.
static Results histogram(const Op &op, const Operands &x, Z) {
  const Z bins = op.declared.shape[0];
  const Scalar low = (*x[1])[0], high = (*x[2])[0];
  Array counts(op.declared.element, {bins});
  for (const Scalar &element : x[0]->data) {
    const Arithmetic &arithmetic = Arithmetic::current();
    if (arithmetic.order(element, low) < 0 || arithmetic.order(element, high) > 0)
      continue;
    Z bin = bins - 1;
    if (arithmetic.order(element, high) < 0) {
      const Scalar place = constant((element - low) / (high - low) * Scalar(static_cast<double>(bins)));
      const double seen = std::floor(arithmetic.beside(place, std::nearbyint(place.value)));
      require(!std::isnan(seen));
      bin = static_cast<Z>(std::fmin(std::fmax(seen, 0), static_cast<double>(bins - 1)));
    }
    counts[bin] = counts[bin] + Scalar(1);
  }
  return {std::move(counts)};
}

static void proposeHistogram(Generator &g) {
  const ValueId x = g.floats(0, 4);
  const DType element = g.type(x).element;
  Op op{.name = "histogram", .operands = {x}, .types = Types::firstArrowResults};
  for (const char *word : {"from", "to"}) {
    op.words.emplace_back(word);
    op.operands.push_back(g.scalar(op.operands.size() == 1 ? -1 : 1.5, element));
  }
  op.declared = {g.random.of({DType::i64, DType::i32}), {g.random.integer(1, 6)}};
  g.add(op);
}

void addReductions(Operators &table) {
  addReduction(table, "reduce_sum", true, sum);
  addReduction(table, "reduce_mean", false, [](const std::vector<Scalar> &x) {
    require(!x.empty());
    return sum(x) / Scalar(static_cast<double>(x.size()));
  });
  addReduction(table, "reduce_max", true, [](const std::vector<Scalar> &x) { return extremum(x, 1); });
  addReduction(table, "reduce_min", true, [](const std::vector<Scalar> &x) { return extremum(x, -1); });
  addReduction(table, "reduce_prod", true, productOf);
  addReduction(table, "reduce_l1", false, [](const std::vector<Scalar> &x) { return sumOf(x, abs); });
  addReduction(table, "reduce_l2", false, [](const std::vector<Scalar> &x) {
    const Scalar squares = sumOf(x, [](Scalar s) { return s * s; });
    return squares.value == 0 ? Scalar(0) : sqrt(squares);
  });
  addReduction(table, "reduce_sum_square", false,
               [](const std::vector<Scalar> &x) { return sumOf(x, [](Scalar s) { return s * s; }); });
  addReduction(
      table, "reduce_log_sum", false,
      [](const std::vector<Scalar> &x) {
        require(!x.empty());
        return log(sum(x));
      },
      true);
  addReduction(table, "reduce_log_sum_exp", false, logSumExp);
  addArg(table, "arg_max", 1);
  addArg(table, "arg_min", -1);
  table["histogram"] = {histogram, proposeHistogram};
  table["cumsum"] = {[](const Op &op, const Operands &x, Z) -> Results {
                       const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
                       require(axis < x[0]->rank());
                       Array result(x[0]->element, x[0]->shape);
                       const Z count = x[0]->dim(axis);
                       eachLine(x[0]->shape, axis, [&](Z base, Z stride) {
                         Scalar total;
                         for (Z i = 0; i < count; ++i) {
                           const Z place = base + (op.has("reverse") ? count - 1 - i : i) * stride;
                           if (op.has("exclusive"))
                             result[place] = total;
                           total = total + (*x[0])[place];
                           if (!op.has("exclusive"))
                             result[place] = total;
                         }
                       });
                       return {std::move(result)};
                     },
                     [](Generator &g) {
                       const ValueId x = g.numbers(1);
                       std::vector<Attribute> attributes{{"axis", g.axis(g.type(x))}};
                       if (g.chance(0.3))
                         attributes.push_back({"exclusive", Flag()});
                       if (g.chance(0.3))
                         attributes.push_back({"reverse", Flag()});
                       g.add("cumsum", {x}, attributes);
                     }};
  table["sort"] = {[](const Op &op, const Operands &x, Z) {
                     const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
                     require(axis < x[0]->rank());
                     return sorted(*x[0], axis, x[0]->dim(axis), op.has("descending"));
                   },
                   [](Generator &g) {
                     const ValueId x = g.numbers(1);
                     std::vector<Attribute> attributes{{"axis", g.axis(g.type(x), false)}};
                     if (g.chance(0.5))
                       attributes.push_back({"descending", Flag()});
                     g.add("sort", {x}, attributes);
                   }};
  table["top_k"] = {[](const Op &op, const Operands &x, Z) {
                      return sorted(*x[0], axisOf(op.integer("axis", -1), x[0]->rank()), op.integer("k", 1),
                                    !op.has("smallest"));
                    },
                    [](Generator &g) {
                      const ValueId x = g.numbers(1);
                      const Z axis = g.axis(g.type(x), false), rank = static_cast<Z>(g.type(x).shape.size());
                      const Z size = g.type(x).shape[static_cast<std::size_t>(axisOf(axis, rank))];
                      std::vector<Attribute> attributes{{"k", g.random.integer(0, size)}, {"axis", axis}};
                      if (g.chance(0.5))
                        attributes.push_back({"smallest", Flag()});
                      g.add("top_k", {x}, attributes);
                    }};
  table["size"] = {[](const Op &op, const Operands &x, Z) -> Results {
                     Z count = op.has("axes") ? 1 : x[0]->size();
                     for (Z axis : op.integers("axes"))
                       count *= x[0]->dim(axisOf(axis, x[0]->rank()));
                     return {Array(op.declared.element, {}, {static_cast<double>(count)})};
                   },
                   [](Generator &g) {
                     Op op{.name = "size", .operands = {g.anything()}, .types = Types::operandsArrowResults};
                     op.declared.element = g.random.of({g.floatElement(), DType::i64});
                     if (g.chance(0.5) && !g.type(op.operands[0]).shape.empty())
                       op.attributes = {{"axes", g.axes(g.type(op.operands[0]))}};
                     g.add(op);
                   }};
}

} // namespace dlc::fuzz
