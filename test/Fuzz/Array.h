// Tensors of the reference, and walks over their elements.
#pragma once

#include "Scalar.h"

#include <array>
#include <vector>

namespace dlc::fuzz {

struct Array {
  DType element = DType::f32;
  Shape shape;
  std::vector<Scalar> data; ///< row-major

  Array() = default;
  Array(DType element, Shape shape, Scalar value = {})
      : element(element), shape(std::move(shape)),
        data(static_cast<std::size_t>(elementCount(this->shape)), value) {}

  std::int64_t rank() const { return static_cast<std::int64_t>(shape.size()); }
  std::int64_t dim(std::int64_t axis) const { return shape[static_cast<std::size_t>(axis)]; }
  std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  Scalar &operator[](std::int64_t i) { return data[static_cast<std::size_t>(i)]; }
  const Scalar &operator[](std::int64_t i) const { return data[static_cast<std::size_t>(i)]; }
};

using Index = std::vector<std::int64_t>;

inline std::int64_t offset(const Shape &shape, const Index &index) {
  std::int64_t result = 0;
  for (std::size_t i = 0; i < shape.size(); ++i)
    result = result * shape[i] + index[i];
  return result;
}
inline Scalar &at(Array &array, const Index &index) { return array[offset(array.shape, index)]; }
inline const Scalar &at(const Array &array, const Index &index) { return array[offset(array.shape, index)]; }

/// Calls visit(index) for every place of a shape, in row-major order.
template <typename Visit> void each(const Shape &shape, Visit visit) {
  std::int64_t count = elementCount(shape);
  Index index(shape.size(), 0);
  for (; count > 0; --count) {
    visit(static_cast<const Index &>(index));
    for (std::size_t i = shape.size(); i-- > 0;) {
      if (++index[i] < shape[i])
        break;
      index[i] = 0;
    }
  }
}

/// The element of an operand that broadcasts to the index of a result.
inline const Scalar &broadcastAt(const Array &array, const Index &index) {
  std::int64_t place = 0;
  const std::size_t front = index.size() - array.shape.size();
  for (std::size_t i = 0; i < array.shape.size(); ++i)
    place = place * array.shape[i] + (array.shape[i] == 1 ? 0 : index[front + i]);
  return array[place];
}

/// A negative axis counts from the end.
inline std::int64_t axisOf(std::int64_t axis, std::int64_t rank) { return axis < 0 ? axis + rank : axis; }

/// As NumPy's. Throws NotWellFormed.
inline Shape broadcastShape(const Shape &a, const Shape &b) {
  Shape result(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1, y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1)
      throw NotWellFormed();
    result[result.size() - 1 - i] = x == 1 ? y : x;
  }
  return result;
}

} // namespace dlc::fuzz
