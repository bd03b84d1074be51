// An owning, dense, row-major array on the host: what programs take and return, what datasets are made of.
// Storage is aligned for every vector width that compiled kernels use; copies are explicit.
#pragma once

#include "dlc/ElementType.h"
#include "dlc/Error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

using Shape = std::vector<std::int64_t>;

/// In a shape that a program declares: the size of that name, known when it is called. A negative number, and
/// in this process always the same for the same name; `dlc::batch` is that of "batch". A name is letters,
/// digits and underscores, no digit first. Throws Error for another.
std::int64_t size(std::string_view name);

/// What an entry of a shape says: "128", "batch", "2 * sequence - 1".
std::string sizeText(std::int64_t size);

/// "[2, 3]", "[batch, 3]"; "[]" for a scalar.
std::string toString(const Shape &shape);

/// Number of elements of a shape; 1 for a scalar. Throws Error on a negative dimension, or if the count
/// does not fit 63 bits. Zero dimensions do not hide an overflow of the others.
std::int64_t elementCount(const Shape &shape);

/// Bytes of a tensor of this shape and type. Throws Error as elementCount does, or if the bytes do not fit 63
/// bits.
std::int64_t byteCount(const Shape &shape, DType type);

/// Shape, element type and storage. Move-only: use clone() for a copy. A moved-from tensor equals a
/// default-made one. Thread safety: as a std::vector, that is concurrent reads are safe, a write excludes all
/// else.
class Tensor {
public:
  static constexpr std::size_t alignment = 64; // bytes

  /// No elements: shape [0], f32.
  Tensor() = default;

  /// Zero-filled. Throws Error on a negative dimension, on overflow, and if memory is short.
  Tensor(Shape shape, DType type);

  Tensor(Tensor &&other) noexcept;
  Tensor &operator=(Tensor &&other) noexcept;
  Tensor(const Tensor &) = delete;
  Tensor &operator=(const Tensor &) = delete;
  ~Tensor() = default;

  /// A tensor that holds a copy of `values`, row-major. Throws Error if their number is not the shape's.
  template <typename T> static Tensor of(Shape shape, std::span<const T> values);
  template <typename T> static Tensor of(Shape shape, std::initializer_list<T> values) {
    return of<T>(std::move(shape), std::span<const T>(values.begin(), values.size()));
  }

  /// A tensor over memory of somebody else, which must be aligned, hold as many bytes as the tensor has, and
  /// outlive it.
  static Tensor over(Shape shape, DType type, std::byte *memory);
  /// The same over the elements of an array. Throws Error if their number is not the shape's. What may not be
  /// written, neither may the tensor: `const Tensor x = Tensor::over({2, 3}, constants);`.
  template <typename T> static Tensor over(Shape shape, std::span<T> values);
  template <typename T> static const Tensor over(Shape shape, std::span<const T> values);

  Tensor clone() const;

  const Shape &shape() const { return dimensions; }
  std::size_t rank() const { return dimensions.size(); }
  DType dtype() const { return type; }
  /// Throws Error if `axis` is not below the rank.
  std::int64_t dim(std::size_t axis) const;
  /// Number of elements.
  std::int64_t size() const { return count; }
  bool empty() const { return count == 0; }

  /// Same elements under another shape. Throws Error if the counts differ, and then changes nothing.
  void reshape(Shape shape);

  /// All elements, row-major. Throws Error if T does not stand for the tensor's element type.
  template <typename T> std::span<T> values() {
    requireType(dtypeOf<T>());
    return {reinterpret_cast<T *>(storage.get()), static_cast<std::size_t>(count)};
  }
  template <typename T> std::span<const T> values() const {
    requireType(dtypeOf<T>());
    return {reinterpret_cast<const T *>(storage.get()), static_cast<std::size_t>(count)};
  }

  /// The storage itself, whatever the element type. Writers keep to 0 and 1 in an i1 tensor.
  std::span<std::byte> bytes() { return {storage.get(), byteSize()}; }
  std::span<const std::byte> bytes() const { return {storage.get(), byteSize()}; }

private:
  struct Free {
    Free() : owns(true) {}
    explicit Free(bool owns) : owns(owns) {}
    void operator()(std::byte *memory) const;
    bool owns;
  };

  std::size_t byteSize() const { return static_cast<std::size_t>(count) * byteWidth(type); }
  void requireType(DType wanted) const;
  void requireCount(std::size_t given) const;

  Shape dimensions{0};
  std::int64_t count = 0;
  DType type = DType::f32;
  std::unique_ptr<std::byte, Free> storage;
};

template <typename T> Tensor Tensor::over(Shape shape, std::span<T> values) {
  Tensor result = over(std::move(shape), dtypeOf<T>(), reinterpret_cast<std::byte *>(values.data()));
  result.requireCount(values.size());
  return result;
}

template <typename T> const Tensor Tensor::over(Shape shape, std::span<const T> values) {
  return over(std::move(shape), std::span<T>(const_cast<T *>(values.data()), values.size()));
}

template <typename T> Tensor Tensor::of(Shape shape, std::span<const T> values) {
  Tensor result(std::move(shape), dtypeOf<T>());
  result.requireCount(values.size());
  std::span<T> target = result.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    target[i] = values[i];
  return result;
}

} // namespace dlc
