// Ops that move elements or make new ones, without arithmetic.
#include "Operators.h"

#include <algorithm>
#include <numeric>

namespace dlc::fuzz {

using Z = std::int64_t;
using List = std::vector<Z>;

// Result element i comes from where `source` says.
static Array moved(const Array &x, Shape shape, const std::function<Index(const Index &)> &source) {
  Array result(x.element, std::move(shape));
  Z next = 0;
  each(result.shape, [&](const Index &i) { result[next++] = at(x, source(i)); });
  return result;
}

static Shape resolved(Shape shape, Z count, Z batch) {
  if (!shape.empty() && shape[0] == batchDimension)
    shape[0] = batch;
  require(elementCount(shape) == count);
  return shape;
}

// A random factorisation of the same number of elements; the batch stays in front.
static Shape refactored(Generator &g, const Type &type) {
  const std::size_t front = type.isBatched();
  Z count = 1;
  for (std::size_t i = front; i < type.shape.size(); ++i)
    count *= type.shape[i];
  Shape result(front, batchDimension);
  while (result.size() < 4 && count > 1 && g.chance(0.8)) {
    Z factor = 1;
    for (int tries = 0; tries < 4 && factor == 1; ++tries)
      if (const Z candidate = g.random.integer(2, 12); count % candidate == 0)
        factor = candidate;
    if (g.chance(0.15))
      factor = 1;
    result.push_back(factor);
    count /= factor;
  }
  result.push_back(count);
  return result;
}

static Results slice(const Op &op, const Operands &x, Z) {
  const Array &a = *x[0];
  const List starts = op.integers("starts"), ends = op.integers("ends");
  List axes(starts.size());
  std::iota(axes.begin(), axes.end(), 0);
  axes = op.integers("axes", axes);
  const List steps = op.integers("steps", List(starts.size(), 1));
  Shape shape = a.shape;
  Index first(shape.size(), 0), step(shape.size(), 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Z axis = axisOf(axes[i], a.rank()), size = a.dim(axis), by = steps[i];
    auto place = [&](Z p) {
      return std::clamp<Z>(p < 0 ? p + size : p, by > 0 ? 0 : -1, by > 0 ? size : size - 1);
    };
    const Z start = place(starts[i]), end = place(ends[i]);
    const auto at = static_cast<std::size_t>(axis);
    shape[at] = std::max<Z>(0, by > 0 ? (end - start + by - 1) / by : (start - end - by - 1) / -by);
    first[at] = start;
    step[at] = by;
  }
  return {moved(a, shape, [&](Index i) {
    for (std::size_t d = 0; d < i.size(); ++d)
      i[d] = first[d] + i[d] * step[d];
    return i;
  })};
}

static void proposeSlice(Generator &g) {
  const ValueId x = g.anything(1);
  List starts, ends, steps, axes = g.axes(g.type(x), false);
  bool stepped = g.chance(0.5);
  for (Z axis : axes) {
    const Z size =
        g.type(x).shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(g.type(x).shape.size())))];
    Z low = g.random.integer(0, std::max<Z>(0, size - 1)), high = g.random.integer(low, size);
    if (g.chance(0.5))
      low = 0, high = size;
    const Z by = stepped ? g.random.of<Z>({1, 2, 2, 3, -1, -2}) : 1;
    starts.push_back(by > 0 ? low : high - 1);
    ends.push_back(by > 0 ? high : low == 0 ? -size - 1 : low - 1);
    steps.push_back(by);
  }
  std::vector<Attribute> attributes{{"starts", starts}, {"ends", ends}, {"axes", axes}};
  if (stepped)
    attributes.push_back({"steps", steps});
  g.add("slice", {x}, attributes);
}

static Results pad(const Op &op, const Operands &x, Z) {
  const Array &a = *x[0];
  const List pads = op.integers("pads");
  const std::string mode = op.word("mode", "constant");
  Shape shape = a.shape;
  const std::size_t rank = shape.size();
  require(pads.size() == 2 * rank);
  for (std::size_t d = 0; d < rank; ++d) {
    require(mode != "reflect" || std::max(pads[d], pads[rank + d]) < std::max<Z>(shape[d], 1));
    require(mode != "edge" || shape[d] > 0);
    shape[d] += pads[d] + pads[rank + d];
  }
  Array result(a.element, shape, convert(op.number("value", 0), a.element));
  Z next = 0;
  each(shape, [&](Index i) {
    bool inside = true;
    for (std::size_t d = 0; d < rank; ++d) {
      i[d] -= pads[d];
      const Z size = a.shape[d];
      if (mode == "reflect" && i[d] < 0)
        i[d] = -i[d];
      else if (mode == "reflect" && i[d] >= size)
        i[d] = 2 * (size - 1) - i[d];
      else if (mode == "edge")
        i[d] = std::clamp<Z>(i[d], 0, size - 1);
      inside &= i[d] >= 0 && i[d] < size;
    }
    if (inside)
      result[next] = at(a, i);
    ++next;
  });
  return {std::move(result)};
}

static void proposePad(Generator &g) {
  const ValueId x = g.anything(1);
  const Type type = g.type(x);
  const std::string mode = g.random.of({"constant", "constant", "reflect", "edge"});
  List pads(2 * type.shape.size(), 0);
  for (std::size_t d = type.isBatched(); d < type.shape.size(); ++d)
    for (std::size_t side : {d, d + type.shape.size()})
      if (g.chance(0.4))
        pads[side] =
            g.random.integer(0, mode == "reflect" ? std::min<Z>(3, std::max<Z>(0, type.shape[d] - 1)) : 3);
  std::vector<Attribute> attributes{{"pads", pads}};
  if (mode != "constant")
    attributes.push_back({"mode", mode});
  else if (g.chance(0.3) && type.element != DType::i1)
    attributes.push_back({"value", g.random.of({1.0, 3.0})});
  g.add("pad", {x}, attributes);
}

static void addConcat(Operators &table) {
  table["concat"] = {[](const Op &op, const Operands &x, Z) -> Results {
                       const auto axis =
                           static_cast<std::size_t>(axisOf(op.integer("axis", 0), x[0]->rank()));
                       Shape shape = x[0]->shape;
                       shape[axis] = 0;
                       for (const Array *part : x) {
                         require(part->rank() == x[0]->rank() && part->element == x[0]->element);
                         for (std::size_t d = 0; d < shape.size(); ++d)
                           require(d == axis || part->shape[d] == shape[d]);
                         shape[axis] += part->shape[axis];
                       }
                       Array result(x[0]->element, shape);
                       Z next = 0;
                       each(shape, [&](Index i) {
                         std::size_t part = 0;
                         while (i[axis] >= x[part]->shape[axis])
                           i[axis] -= x[part++]->shape[axis];
                         result[next++] = at(*x[part], i);
                       });
                       return {std::move(result)};
                     },
                     [](Generator &g) {
                       const ValueId x = g.anything(1);
                       const Z axis = g.axis(g.type(x), false);
                       std::vector<ValueId> parts{x};
                       for (Z more = g.random.integer(0, 3); more > 0; --more) {
                         Type type = g.type(x);
                         const auto place =
                             static_cast<std::size_t>(axisOf(axis, static_cast<Z>(type.shape.size())));
                         const ValueId other = g.find([&](const Type &t) {
                           Shape shape = t.shape;
                           return t.element == type.element && shape.size() == type.shape.size() &&
                                  (shape[place] = type.shape[place], shape == type.shape);
                         });
                         if (other >= 0 && g.chance(0.8))
                           parts.push_back(other);
                         else
                           parts.push_back(g.like(type));
                       }
                       g.add("concat", parts, {{"axis", axis}});
                     }};
  table["split"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
        Results parts;
        Z first = 0;
        for (Z size : op.integers("split")) {
          Shape shape = x[0]->shape;
          shape[static_cast<std::size_t>(axis)] = size;
          require(first + size <= x[0]->dim(axis));
          parts.push_back(moved(*x[0], shape, [&](Index i) {
            i[static_cast<std::size_t>(axis)] += first;
            return i;
          }));
          first += size;
        }
        require(first == x[0]->dim(axis));
        return parts;
      },
      [](Generator &g) {
        const ValueId x = g.anything(1);
        const Z axis = g.axis(g.type(x), false);
        Z rest =
            g.type(x).shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(g.type(x).shape.size())))];
        List sizes;
        for (int parts = 0; parts < 2; ++parts) {
          sizes.push_back(g.random.integer(0, rest));
          rest -= sizes.back();
        }
        sizes.push_back(rest);
        Op op{.name = "split", .operands = {x}, .attributes = {{"axis", axis}, {"split", sizes}}};
        g.add(op);
      }};
}

static void addReshapes(Operators &table) {
  auto reshaped = [](const Op &op, const Operands &x, Z) -> Results {
    return {reshape(*x[0], resolved(op.declared.shape, x[0]->size(), x[0]->rank() ? x[0]->dim(0) : 1))};
  };
  table["reshape"] = {reshaped, [](Generator &g) {
                        Op op{
                            .name = "reshape", .operands = {g.anything()}, .types = Types::operandsToResult};
                        op.declared.shape = refactored(g, g.type(op.operands[0]));
                        g.add(op);
                      }};
  table["flatten"] = {[](const Op &op, const Operands &x, Z) -> Results {
                        Shape shape{1, 1};
                        for (Z d = 0; d < x[0]->rank(); ++d)
                          shape[d < op.integer("axis", 1) ? 0 : 1] *= x[0]->dim(d);
                        return {reshape(*x[0], shape)};
                      },
                      [](Generator &g) {
                        const ValueId x = g.anything(1);
                        const Z rank = static_cast<Z>(g.type(x).shape.size());
                        g.add("flatten", {x},
                              {{"axis", g.type(x).isBatched() ? Z(1) : g.random.integer(0, rank)}});
                      }};
  table["squeeze"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        Shape shape;
        List axes;
        for (Z axis : op.integers("axes"))
          axes.push_back(axisOf(axis, x[0]->rank()));
        for (Z d = 0; d < x[0]->rank(); ++d)
          if (std::find(axes.begin(), axes.end(), d) == axes.end())
            shape.push_back(x[0]->dim(d));
          else
            require(x[0]->dim(d) == 1);
        return {reshape(*x[0], shape)};
      },
      [](Generator &g) {
        const auto ones = [](const Type &t) { return std::count(t.shape.begin(), t.shape.end(), 1) > 0; };
        const ValueId x = g.find(ones);
        if (x < 0)
          throw Rejected();
        const Shape &shape = g.type(x).shape;
        g.add("squeeze", {x}, {{"axes", List{std::find(shape.begin(), shape.end(), 1) - shape.begin()}}});
      }};
  table["unsqueeze"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z rank = x[0]->rank() + static_cast<Z>(op.integers("axes").size());
        List axes;
        for (Z axis : op.integers("axes"))
          axes.push_back(axisOf(axis, rank));
        Shape shape;
        std::size_t next = 0;
        for (Z d = 0; d < rank; ++d)
          shape.push_back(std::find(axes.begin(), axes.end(), d) != axes.end() ? 1 : x[0]->shape[next++]);
        return {reshape(*x[0], shape)};
      },
      [](Generator &g) {
        const ValueId x = g.anything(0, 3);
        const Z rank = static_cast<Z>(g.type(x).shape.size());
        g.add("unsqueeze", {x}, {{"axes", List{g.random.integer(g.type(x).isBatched(), rank)}}});
      }};
}

void addShapes(Operators &table) {
  table["slice"] = {slice, proposeSlice};
  table["pad"] = {pad, proposePad};
  addConcat(table);
  addReshapes(table);
  table["transpose"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        require(op.integers("perm").size() == x[0]->shape.size());
        return {permute(*x[0], op.integers("perm"))};
      },
      [](Generator &g) {
        const ValueId x = g.anything(1);
        List perm(g.type(x).shape.size());
        std::iota(perm.begin(), perm.end(), 0);
        for (std::size_t i = perm.size(); i-- > 1;)
          if (!(g.type(x).isBatched() && i == 1))
            std::swap(
                perm[i],
                perm[static_cast<std::size_t>(g.random.integer(g.type(x).isBatched(), static_cast<Z>(i)))]);
        g.add("transpose", {x}, {{"perm", perm}});
      }};
  table["flip"] = {[](const Op &op, const Operands &x, Z) -> Results {
                     return {moved(*x[0], x[0]->shape, [&](Index i) {
                       for (Z axis : op.integers("axes")) {
                         const Z a = axisOf(axis, x[0]->rank());
                         i[static_cast<std::size_t>(a)] = x[0]->dim(a) - 1 - i[static_cast<std::size_t>(a)];
                       }
                       return i;
                     })};
                   },
                   [](Generator &g) {
                     const ValueId x = g.anything(1);
                     g.add("flip", {x}, {{"axes", g.axes(g.type(x), false)}});
                   }};
  table["tile"] = {[](const Op &op, const Operands &x, Z) -> Results {
                     Shape shape = x[0]->shape;
                     require(op.integers("repeats").size() == shape.size());
                     for (std::size_t d = 0; d < shape.size(); ++d)
                       shape[d] *= op.integers("repeats")[d];
                     return {moved(*x[0], shape, [&](Index i) {
                       for (std::size_t d = 0; d < i.size(); ++d)
                         i[d] %= x[0]->shape[d];
                       return i;
                     })};
                   },
                   [](Generator &g) {
                     const ValueId x = g.anything(1);
                     List repeats;
                     for (Z size : g.type(x).shape)
                       repeats.push_back(size == batchDimension || g.chance(0.5) ? 1
                                                                                 : g.random.integer(1, 3));
                     g.add("tile", {x}, {{"repeats", repeats}});
                   }};
  table["expand"] = {
      [](const Op &op, const Operands &x, Z batch) -> Results {
        Shape shape = op.declared.shape;
        if (!shape.empty() && shape[0] == batchDimension)
          shape[0] = batch;
        require(broadcastShape(shape, x[0]->shape) == shape);
        Array result(x[0]->element, shape);
        Z next = 0;
        each(shape, [&](const Index &i) { result[next++] = broadcastAt(*x[0], i); });
        return {std::move(result)};
      },
      [](Generator &g) {
        Op op{.name = "expand", .operands = {g.anything(0, 3)}, .types = Types::operandsToResult};
        const Type type = g.type(op.operands[0]);
        op.declared.shape = type.shape;
        for (Z &size : op.declared.shape)
          if (size == 1)
            size = g.size();
        if (!type.isBatched() && g.chance(0.5))
          op.declared.shape.insert(op.declared.shape.begin(),
                                   g.draft.batched && g.chance(0.5) ? batchDimension : g.size());
        g.add(op);
      }};
  table["eye"] = {
      [](const Op &op, const Operands &, Z) -> Results {
        Array result(op.declared.element, op.declared.shape);
        each(result.shape,
             [&](const Index &i) { at(result, i) = {i[1] - i[0] == op.integer("k", 0) ? 1.0 : 0}; });
        return {std::move(result)};
      },
      [](Generator &g) {
        Op op{.name = "eye", .types = Types::result, .declared = {g.floatElement(), {g.size(1), g.size(1)}}};
        if (g.chance(0.4))
          op.attributes = {{"k", g.random.integer(-2, 2)}};
        g.add(op);
      }};
  table["range"] = {[](const Op &op, const Operands &, Z) -> Results {
                      Array result(op.declared.element, op.declared.shape);
                      for (Z i = 0; i < result.size(); ++i)
                        result[i] = {op.number("start", 0) + op.number("delta", 1) * static_cast<double>(i)};
                      return {std::move(result)};
                    },
                    [](Generator &g) {
                      Op op{.name = "range", .types = Types::result};
                      op.declared = {g.random.of({g.floatElement(), DType::i64, DType::i32}), {g.size(1)}};
                      if (g.chance(0.5))
                        op.attributes = {{"start", 2.0}, {"delta", -1.0}};
                      g.add(op);
                    }};
  table["trilu"] = {[](const Op &op, const Operands &x, Z) -> Results {
                      Array result = *x[0];
                      require(result.rank() >= 2);
                      each(result.shape, [&](const Index &i) {
                        const Z right = i[i.size() - 1] - i[i.size() - 2] - op.integer("k", 0);
                        if (op.has("upper") ? right < 0 : right > 0)
                          at(result, i) = {};
                      });
                      return {std::move(result)};
                    },
                    [](Generator &g) {
                      std::vector<Attribute> attributes;
                      if (g.chance(0.5))
                        attributes.push_back({"upper", Flag()});
                      if (g.chance(0.5))
                        attributes.push_back({"k", g.random.integer(-2, 2)});
                      g.add("trilu", {g.numbers(2)}, attributes);
                    }};
}

} // namespace dlc::fuzz
