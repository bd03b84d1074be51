// Elements at places that other tensors name.
#include "Operators.h"

#include <algorithm>

namespace dlc::fuzz {

using Z = std::int64_t;

static Z placeOf(const Scalar &index, Z size) {
  require(index.value >= 0 && index.value < static_cast<double>(size));
  return static_cast<Z>(index.value);
}

static Results gather(const Array &data, const Array &indices, Z axis) {
  require(axis >= 0 && axis < data.rank());
  Shape shape(data.shape.begin(), data.shape.begin() + axis);
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), data.shape.begin() + axis + 1, data.shape.end());
  Array result(data.element, shape);
  Z next = 0;
  each(shape, [&](const Index &i) {
    const auto middle = i.begin() + axis;
    Index place(i.begin(), middle);
    place.push_back(placeOf(at(indices, Index(middle, middle + indices.rank())), data.dim(axis)));
    place.insert(place.end(), middle + indices.rank(), i.end());
    result[next++] = at(data, place);
  });
  return {std::move(result)};
}

static void requireLike(const Array &data, const Array &indices, Z axis) {
  require(data.rank() == indices.rank() && axis >= 0 && axis < data.rank());
  for (Z d = 0; d < data.rank(); ++d)
    require(d == axis || data.dim(d) == indices.dim(d));
}

// Data with the updates that each place gets, in their order.
class Scattered {
public:
  Scattered(const Array &data, std::string reduction) : result(data), reduction(std::move(reduction)) {}

  void update(Z place, Scalar value) {
    Scalar &target = result[place];
    std::vector<Scalar> &all = met.try_emplace(place, 1, target).first->second;
    all.push_back(value);
    // Of several that are the greatest or the least each has a share of the derivative.
    target = reduction == "add"   ? target + value
             : reduction == "mul" ? multiply(target, value, result.element)
             : reduction == "max" ? extremum(all, 1)
             : reduction == "min" ? extremum(all, -1)
                                  : value;
  }

  Array result;

private:
  std::string reduction;
  std::map<Z, std::vector<Scalar>> met; ///< at each place: what was there, and the updates
};

// The place of slice `i` of gather_nd's result in the data: common dimensions, what the row names, the rest.
static Index rowPlace(const Array &data, const Array &indices, const Index &i, Z common) {
  const Z width = indices.dim(indices.rank() - 1), rows = indices.rank() - 1;
  Index place(i.begin(), i.begin() + common), row(i.begin(), i.begin() + rows);
  row.push_back(0);
  for (Z k = 0; k < width; ++k) {
    row.back() = k;
    place.push_back(placeOf(at(indices, row), data.dim(common + k)));
  }
  place.insert(place.end(), i.begin() + rows, i.end());
  return place;
}
static Shape rowsShape(const Array &data, const Array &indices, Z common) {
  const Z width = indices.dim(indices.rank() - 1);
  require(indices.rank() > common && data.rank() > common && width >= 1 && common + width <= data.rank());
  for (Z d = 0; d < common; ++d)
    require(indices.dim(d) == data.dim(d));
  Shape shape(indices.shape.begin(), indices.shape.end() - 1);
  shape.insert(shape.end(), data.shape.begin() + common + width, data.shape.end());
  return shape;
}

static Z sizeAt(Generator &g, ValueId x, Z axis) {
  const Shape &shape = g.type(x).shape;
  const Z size = shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(shape.size())))];
  // A batch has at least one example, and no index may be beyond.
  return size == batchDimension ? 1 : size;
}

static ValueId data(Generator &g, Z maxRank) {
  return g.chance(0.7) ? g.floats(1, maxRank, 1) : g.numbers(1, maxRank);
}

static std::vector<Attribute> reductionAttribute(Generator &g, std::vector<Attribute> attributes) {
  // Without a reduction, which of several updates of a place is the last is a matter of their order.
  if (g.chance(0.6))
    attributes.push_back({"reduction", std::string(g.random.of({"add", "mul", "max", "min"}))});
  return attributes;
}

static void addNd(Operators &table) {
  table["gather_nd"] = {[](const Op &op, const Operands &x, Z) -> Results {
                          const Z common = op.integer("batch_dims", 0);
                          Array result(x[0]->element, rowsShape(*x[0], *x[1], common));
                          Z next = 0;
                          each(result.shape, [&](const Index &i) {
                            result[next++] = at(*x[0], rowPlace(*x[0], *x[1], i, common));
                          });
                          return {std::move(result)};
                        },
                        [](Generator &g) {
                          const ValueId x = data(g, 4);
                          const Shape shape = g.type(x).shape;
                          const Z common = shape[0] == batchDimension && shape.size() > 1 ? 1 : 0;
                          Shape rows(shape.begin(), shape.begin() + common);
                          if (g.chance(0.6))
                            rows.push_back(g.size(1));
                          rows.push_back(1);
                          Op op{.name = "gather_nd", .operands = {x, g.indices(rows, sizeAt(g, x, common))}};
                          if (common)
                            op.attributes = {{"batch_dims", common}};
                          g.add(op);
                        }};
  table["scatter_nd"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z common = op.integer("batch_dims", 0);
        Scattered scattered(*x[0], op.word("reduction", "none"));
        require(rowsShape(*x[0], *x[1], common) == x[2]->shape && x[2]->element == x[0]->element);
        Z next = 0;
        each(x[2]->shape, [&](const Index &i) {
          scattered.update(offset(x[0]->shape, rowPlace(*x[0], *x[1], i, common)), (*x[2])[next++]);
        });
        return {std::move(scattered.result)};
      },
      [](Generator &g) {
        const ValueId x = data(g, 4);
        const Type type = g.type(x);
        const Z common = type.isBatched() && type.shape.size() > 1 ? 1 : 0;
        Shape rows(type.shape.begin(), type.shape.begin() + common);
        rows.push_back(g.size(1));
        Shape updates = rows;
        rows.push_back(1);
        updates.insert(updates.end(), type.shape.begin() + common + 1, type.shape.end());
        std::vector<Attribute> attributes;
        if (common)
          attributes.push_back({"batch_dims", common});
        g.add("scatter_nd", {x, g.indices(rows, sizeAt(g, x, common)), g.like({type.element, updates})},
              reductionAttribute(g, attributes));
      }};
}

void addIndexing(Operators &table) {
  table["gather"] = {
      [](const Op &op, const Operands &x, Z) {
        return gather(*x[0], *x[1], axisOf(op.integer("axis", 0), x[0]->rank()));
      },
      [](Generator &g) {
        const ValueId x = g.anything(1, 4);
        const Z axis = g.axis(g.type(x));
        const bool batch =
            g.type(x).shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(g.type(x).shape.size())))] ==
            batchDimension;
        const ValueId i = batch ? g.indices({batchDimension}, 1)
                                : g.indices(g.shape(g.random.integer(0, 2)), sizeAt(g, x, axis));
        g.add("gather", {x, i}, {{"axis", axis}});
      }};
  table["embedding"] = {[](const Op &op, const Operands &x, Z) {
                          require(x[0]->rank() == 2);
                          Array rows = *x[0];
                          if (op.has("padding_idx"))
                            for (Z d = 0; d < rows.dim(1); ++d)
                              at(rows, {op.integer("padding_idx", 0), d}) =
                                  constant(at(rows, {op.integer("padding_idx", 0), d}));
                          return gather(rows, *x[1], 0);
                        },
                        [](Generator &g) {
                          const ValueId table = g.like({g.floatElement(), {g.size(1), g.size(1)}});
                          const Z rows = g.type(table).shape[0];
                          std::vector<Attribute> attributes;
                          if (g.chance(0.4))
                            attributes.push_back({"padding_idx", g.random.integer(0, rows - 1)});
                          g.add("embedding", {table, g.indices(g.shape(g.random.integer(1, 2)), rows)},
                                attributes);
                        }};
  table["gather_elements"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
        requireLike(*x[0], *x[1], axis);
        Array result(x[0]->element, x[1]->shape);
        Z next = 0;
        each(result.shape, [&](Index i) {
          i[static_cast<std::size_t>(axis)] = placeOf((*x[1])[next], x[0]->dim(axis));
          result[next++] = at(*x[0], i);
        });
        return {std::move(result)};
      },
      [](Generator &g) {
        const ValueId x = g.anything(1, 4);
        const Z axis = g.axis(g.type(x), false);
        Shape shape = g.type(x).shape;
        shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(shape.size())))] = g.size();
        g.add("gather_elements", {x, g.indices(shape, sizeAt(g, x, axis))}, {{"axis", axis}});
      }};
  table["scatter_elements"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z axis = axisOf(op.integer("axis", 0), x[0]->rank());
        requireLike(*x[0], *x[1], axis);
        require(x[1]->shape == x[2]->shape && x[0]->element == x[2]->element);
        Scattered scattered(*x[0], op.word("reduction", "none"));
        Z next = 0;
        each(x[1]->shape, [&](Index i) {
          i[static_cast<std::size_t>(axis)] = placeOf((*x[1])[next], x[0]->dim(axis));
          scattered.update(offset(x[0]->shape, i), (*x[2])[next++]);
        });
        return {std::move(scattered.result)};
      },
      [](Generator &g) {
        const ValueId x = data(g, 4);
        const Z axis = g.axis(g.type(x), false);
        Type type = g.type(x);
        type.shape[static_cast<std::size_t>(axisOf(axis, static_cast<Z>(type.shape.size())))] = g.size();
        g.add("scatter_elements", {x, g.indices(type.shape, sizeAt(g, x, axis)), g.like(type)},
              reductionAttribute(g, {{"axis", axis}}));
      }};
  addNd(table);
  table["one_hot"] = {
      [](const Op &op, const Operands &x, Z) -> Results {
        const Z rank = x[0]->rank() + 1, axis = axisOf(op.integer("axis", -1), rank);
        Shape shape = x[0]->shape;
        shape.insert(shape.begin() + axis, op.declared.shape[static_cast<std::size_t>(axis)]);
        Array result(op.declared.element, shape);
        each(shape, [&](const Index &i) {
          Index label = i;
          label.erase(label.begin() + axis);
          at(result, i) = {
              at(*x[0], label).value == static_cast<double>(i[static_cast<std::size_t>(axis)]) ? 1.0 : 0.0};
        });
        return {std::move(result)};
      },
      [](Generator &g) {
        const Z classes = g.size(1);
        Op op{.name = "one_hot",
              .operands = {g.indices(g.shape(g.random.integer(0, 2)), classes)},
              .types = Types::operandsArrowResults};
        op.declared = {g.random.of({g.floatElement(), DType::i64}), g.type(op.operands[0]).shape};
        op.declared.shape.push_back(classes);
        g.add(op);
      }};
  table["non_zero"] = {[](const Op &op, const Operands &x, Z) -> Results {
                         const Z bound = op.declared.shape[0];
                         Array rows(DType::i64, {bound, x[0]->rank()}), count(DType::i64, {});
                         Z next = 0;
                         require(x[0]->rank() >= 1);
                         each(x[0]->shape, [&](const Index &i) {
                           if (Arithmetic::current().beside(at(*x[0], i), 0) == 0)
                             return;
                           for (Z d = 0; d < x[0]->rank() && next < bound; ++d)
                             at(rows, {next, d}) = {static_cast<double>(i[static_cast<std::size_t>(d)])};
                           ++next;
                         });
                         // What stands behind the last row is not said.
                         require(next >= bound || !Arithmetic::current().isExact());
                         count[0] = {static_cast<double>(next)};
                         return {std::move(rows), std::move(count)};
                       },
                       [](Generator &g) {
                         const ValueId x = g.find([](const Type &t) {
                           return !t.isBatched() && !t.shape.empty() && t.shape.size() < 4;
                         });
                         if (x < 0)
                           throw Rejected();
                         Op op{.name = "non_zero", .operands = {x}, .types = Types::operandsArrowResults};
                         op.declared.shape = {g.random.integer(0, 2), static_cast<Z>(g.type(x).shape.size())};
                         g.add(op);
                       }};
}

} // namespace dlc::fuzz
