// Sizes with overflow checks, aligned storage, and the checks behind a tensor's typed views.
#include "dlc/Tensor.h"

#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace dlc {

std::string toString(const Shape &shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + sizeText(shape[i]);
  return text + "]";
}

std::int64_t elementCount(const Shape &shape) {
  // Zeros are left out of the product, so that strides of an empty tensor cannot overflow either.
  std::int64_t product = 1;
  bool none = false;
  for (std::int64_t dimension : shape) {
    if (dimension < 0)
      throw Error("shape " + toString(shape) + " has the negative dimension " + std::to_string(dimension));
    if (dimension == 0) {
      none = true;
      continue;
    }
    if (__builtin_mul_overflow(product, dimension, &product))
      throw Error("shape " + toString(shape) + " has more elements than 64 bits can count");
  }
  return none ? 0 : product;
}

std::int64_t byteCount(const Shape &shape, DType type) {
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(elementCount(shape), static_cast<std::int64_t>(byteWidth(type)), &bytes))
    throw Error("shape " + toString(shape) + " of " + nameOf(type) +
                " has more bytes than 64 bits can count");
  return bytes;
}

void Tensor::Free::operator()(std::byte *memory) const {
  if (owns)
    ::operator delete(memory, std::align_val_t(alignment));
}

Tensor Tensor::over(Shape shape, DType type, std::byte *memory) {
  Tensor result;
  result.count = elementCount(shape);
  result.dimensions = std::move(shape);
  result.type = type;
  result.storage = {memory, Free{false}};
  return result;
}

Tensor::Tensor(Shape shape, DType elementType)
    : dimensions(std::move(shape)), count(elementCount(dimensions)), type(elementType) {
  const auto bytes = static_cast<std::size_t>(byteCount(dimensions, type));
  if (bytes == 0)
    return;
  auto *memory = static_cast<std::byte *>(::operator new(bytes, std::align_val_t(alignment), std::nothrow));
  if (!memory)
    throw Error("no memory for a tensor of shape " + toString(dimensions) + ", " + std::to_string(bytes) +
                " bytes");
  std::memset(memory, 0, bytes);
  storage.reset(memory);
}

Tensor::Tensor(Tensor &&other) noexcept
    : dimensions(std::move(other.dimensions)), count(std::exchange(other.count, 0)), type(other.type),
      storage(std::move(other.storage)) {
  // A move leaves {} behind, which would read as a scalar without storage.
  other.dimensions.assign(1, 0);
  other.type = DType::f32;
}

Tensor &Tensor::operator=(Tensor &&other) noexcept {
  if (this != &other) {
    Tensor taken(std::move(other));
    std::swap(dimensions, taken.dimensions);
    std::swap(count, taken.count);
    std::swap(type, taken.type);
    std::swap(storage, taken.storage);
  }
  return *this;
}

Tensor Tensor::clone() const {
  Tensor copy(dimensions, type);
  if (count)
    std::memcpy(copy.storage.get(), storage.get(), byteSize());
  return copy;
}

std::int64_t Tensor::dim(std::size_t axis) const {
  if (axis >= dimensions.size())
    throw Error("axis " + std::to_string(axis) + " asked of a tensor of rank " +
                std::to_string(dimensions.size()));
  return dimensions[axis];
}

void Tensor::reshape(Shape shape) {
  if (elementCount(shape) != count)
    throw Error("cannot reshape " + toString(dimensions) + " (" + std::to_string(count) + " elements) to " +
                toString(shape) + " (" + std::to_string(elementCount(shape)) + " elements)");
  dimensions = std::move(shape);
}

void Tensor::requireType(DType wanted) const {
  if (wanted != type)
    throw Error(std::string("tensor holds ") + nameOf(type) + ", but " + nameOf(wanted) + " was asked for");
}

void Tensor::requireCount(std::size_t given) const {
  if (given != static_cast<std::size_t>(count))
    throw Error("shape " + toString(dimensions) + " has " + std::to_string(count) + " elements, but " +
                std::to_string(given) + " values were given");
}

} // namespace dlc
