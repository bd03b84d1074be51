#include "Operators.h"

#include <cmath>

namespace dlc::fuzz {

void require(bool condition) {
  if (!condition)
    throw NotWellFormed();
}

Array map(const Array &a, const std::function<Scalar(Scalar)> &function) {
  Array result(a.element, a.shape);
  for (std::int64_t i = 0; i < a.size(); ++i)
    result[i] = function(a[i]);
  return result;
}

Array zip(const Array &a, const Array &b, DType element,
          const std::function<Scalar(Scalar, Scalar)> &function) {
  require(a.element == b.element);
  Array result(element, broadcastShape(a.shape, b.shape));
  std::int64_t next = 0;
  each(result.shape,
       [&](const Index &i) { result[next++] = function(broadcastAt(a, i), broadcastAt(b, i)); });
  return result;
}

Array permute(const Array &a, const std::vector<std::int64_t> &perm) {
  Shape shape;
  for (std::int64_t axis : perm)
    shape.push_back(a.dim(axis));
  Array result(a.element, shape);
  Index source(shape.size());
  std::int64_t next = 0;
  each(shape, [&](const Index &i) {
    for (std::size_t d = 0; d < perm.size(); ++d)
      source[static_cast<std::size_t>(perm[d])] = i[d];
    result[next++] = at(a, source);
  });
  return result;
}

Array reshape(Array a, Shape shape) {
  require(elementCount(shape) == a.size());
  a.shape = std::move(shape);
  return a;
}

Array product(const Array &a, const Array &b) {
  require(a.rank() >= 2 && b.rank() >= 2 && a.element == b.element);
  const std::int64_t m = a.dim(a.rank() - 2), k = a.dim(a.rank() - 1), n = b.dim(b.rank() - 1);
  require(b.dim(b.rank() - 2) == k);
  Shape shape =
      broadcastShape(Shape(a.shape.begin(), a.shape.end() - 2), Shape(b.shape.begin(), b.shape.end() - 2));
  shape.insert(shape.end(), {m, n});
  require(elementCount(shape) * k <= 400000);
  Array result(a.element, shape);
  std::int64_t next = 0;
  each(shape, [&](Index i) {
    Index left = i, right = i;
    Scalar sum;
    for (std::int64_t j = 0; j < k; ++j) {
      left[left.size() - 1] = j;
      right[right.size() - 2] = j;
      // Sizes 1 broadcast in front alone: a matrix of 1 column has none to repeat, as k and n agree.
      sum = sum + broadcastAt(a, left) * broadcastAt(b, right);
    }
    result[next++] = sum;
  });
  return result;
}

void eachLine(const Shape &shape, std::int64_t axis,
              const std::function<void(std::int64_t base, std::int64_t stride)> &visit) {
  std::int64_t outer = 1, inner = 1;
  for (std::int64_t d = 0; d < static_cast<std::int64_t>(shape.size()); ++d)
    (d < axis ? outer : inner) *= d == axis ? 1 : shape[static_cast<std::size_t>(d)];
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < inner; ++i)
      visit(o * inner * shape[static_cast<std::size_t>(axis)] + i, inner);
}

void softmaxLine(Array &array, std::int64_t base, std::int64_t stride, std::int64_t count, bool logarithm) {
  double greatest = -INFINITY;
  for (std::int64_t i = 0; i < count; ++i)
    greatest = std::max(greatest, array[base + i * stride].value);
  Scalar sum;
  for (std::int64_t i = 0; i < count; ++i)
    sum = sum + exp(array[base + i * stride] - Scalar(greatest));
  for (std::int64_t i = 0; i < count; ++i) {
    Scalar &x = array[base + i * stride];
    x = logarithm ? x - Scalar(greatest) - log(sum) : exp(x - Scalar(greatest)) / sum;
  }
}

Array reduceLoss(const Array &losses, const std::string &reduction) {
  if (reduction == "none")
    return losses;
  Array result(losses.element, {});
  for (const Scalar &loss : losses.data)
    result[0] = result[0] + loss;
  if (reduction == "mean")
    result[0] = result[0] / Scalar(static_cast<double>(losses.size()));
  if (reduction == "batch_mean") {
    require(losses.rank() > 0);
    result[0] = result[0] / Scalar(static_cast<double>(losses.dim(0)));
  }
  return result;
}

const Operators &operators() {
  static const Operators table = [] {
    Operators made;
    for (auto *add : {addElementwise, addActivations, addIntegers, addShapes, addContractions,
                      addConvolutions, addPools, addReductions, addNormalizations, addIndexing, addSpatial,
                      addGrids, addLosses, addRecurrence, addDraws})
      add(made);
    return made;
  }();
  return table;
}

} // namespace dlc::fuzz
