// An owning, dense, row-major array on the host: what programs take and return, what datasets are made of.
// Storage is aligned for every vector width that compiled kernels use; copies are explicit.
#pragma once

#include "dlc/Error.h"
#include "dlc/Float16.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace dlc {

/// Element types. i1 is stored as one byte that holds 0 or 1; in bf16 and f16 nothing is computed but stored.
enum class DType : std::uint8_t { f32, f64, i64, i32, i8, u8, i1, bf16, f16 };

/// Bytes of one element: 4, 8, 8, 4, 1, 1, 1, 2, 2.
std::size_t byteWidth(DType type);

/// "f32", "i1", …: the spelling used in messages.
const char *nameOf(DType type);

/// The element type that a C++ type stands for; undefined (a compile error) for all others.
template <typename T> constexpr DType dtypeOf() {
  if constexpr (std::is_same_v<T, float>)
    return DType::f32;
  else if constexpr (std::is_same_v<T, double>)
    return DType::f64;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return DType::i64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return DType::i32;
  else if constexpr (std::is_same_v<T, std::int8_t>)
    return DType::i8;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return DType::u8;
  else if constexpr (std::is_same_v<T, BFloat16>)
    return DType::bf16;
  else if constexpr (std::is_same_v<T, Float16>)
    return DType::f16;
  else {
    static_assert(std::is_same_v<T, bool>, "not an element type of a tensor");
    return DType::i1;
  }
}

/// Calls `visit` with a value of the C++ type that stands for the element type, and returns what it returns.
template <typename Visit> decltype(auto) visitType(DType type, Visit visit) {
  switch (type) {
  case DType::f32:
    return visit(float());
  case DType::f64:
    return visit(double());
  case DType::i64:
    return visit(std::int64_t());
  case DType::i32:
    return visit(std::int32_t());
  case DType::i8:
    return visit(std::int8_t());
  case DType::u8:
    return visit(std::uint8_t());
  case DType::bf16:
    return visit(BFloat16());
  case DType::f16:
    return visit(Float16());
  case DType::i1:
    break;
  }
  return visit(bool());
}

using Shape = std::vector<std::int64_t>;

/// "[2, 3]"; "[]" for a scalar.
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
    void operator()(std::byte *memory) const;
  };

  std::size_t byteSize() const { return static_cast<std::size_t>(count) * byteWidth(type); }
  void requireType(DType wanted) const;
  void requireCount(std::size_t given) const;

  Shape dimensions{0};
  std::int64_t count = 0;
  DType type = DType::f32;
  std::unique_ptr<std::byte, Free> storage;
};

template <typename T> Tensor Tensor::of(Shape shape, std::span<const T> values) {
  Tensor result(std::move(shape), dtypeOf<T>());
  result.requireCount(values.size());
  std::span<T> target = result.values<T>();
  for (std::size_t i = 0; i < values.size(); ++i)
    target[i] = values[i];
  return result;
}

} // namespace dlc
