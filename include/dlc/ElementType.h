// The element types of tensors in C++, made from the one list in element_types.def.
#pragma once

#include "dlc/Float16.h"
#include "dlc/Float8.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace dlc {

/// i1 is stored as one byte that holds 0 or 1; in floats of 16 and 8 bits nothing is computed but stored. The
/// values are those of a Program and of the .dlm container.
enum class DType : std::uint8_t {
#define DLC_ELEMENT_TYPE(value, ID, name, ...) name = value,
#include "dlc/element_types.def"
};

enum class ElementKind : std::uint8_t { Float, Signed, Unsigned, Bool };

/// What the list says of one element type.
struct ElementType {
  DType type;
  const char *name; ///< "f32", "u8", …: the spelling used in messages
  const char *mlir; ///< the spelling in the text of a network; "ui8" for u8, "f8E5M2" for f8e5m2
  ElementKind kind;
  unsigned bits;     ///< that an element takes in memory
  const char *cName; ///< of the C type in a compiled library's header
  const char *npy;   ///< NumPy's descriptor; "" if there is none
  std::uint8_t idx;  ///< code in an IDX file; 0 if there is none
  std::int32_t onnx; ///< TensorProto.DataType
};

/// All of them; the index is the value of the DType.
inline constexpr ElementType elementTypes[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, c_type, cpp_type, npy, idx, onnx)                \
  {DType::name, #name, mlir, ElementKind::kind, bits, #c_type, npy, idx, onnx},
#include "dlc/element_types.def"
};
static_assert([] {
  for (std::size_t i = 0; i < std::size(elementTypes); ++i)
    if (static_cast<std::size_t>(elementTypes[i].type) != i || elementTypes[i].bits % 8 != 0)
      return false;
  return true;
}());

/// Whether a number read from elsewhere stands for an element type.
constexpr bool isElementType(std::int64_t value) {
  return value >= 0 && value < static_cast<std::int64_t>(std::size(elementTypes));
}

/// The type must be one of the list.
constexpr const ElementType &infoOf(DType type) { return elementTypes[static_cast<std::size_t>(type)]; }

/// Bytes of one element: 4 for f32, 2 for bf16, 1 for i1.
constexpr std::size_t byteWidth(DType type) { return infoOf(type).bits / 8; }

/// The spelling used in messages; "unknown" for what is not in the list.
constexpr const char *nameOf(DType type) {
  return isElementType(static_cast<std::int64_t>(type)) ? infoOf(type).name : "unknown";
}

/// The element type that a C++ type stands for; undefined (a compile error) for all others.
template <typename T> constexpr DType dtypeOf() {
  constexpr std::optional<DType> found = []() -> std::optional<DType> {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, c_type, cpp_type, ...)                           \
  if (std::is_same_v<T, cpp_type>)                                                                           \
    return DType::name;
#include "dlc/element_types.def"
    return std::nullopt;
  }();
  static_assert(found, "not an element type of a tensor");
  return *found;
}

/// Calls `visit` with a value of the C++ type that stands for the element type, and returns what it returns.
template <typename Visit> decltype(auto) visitType(DType type, Visit visit) {
  switch (type) {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, c_type, cpp_type, ...)                           \
  case DType::name:                                                                                          \
    return visit(cpp_type());
#include "dlc/element_types.def"
  }
  __builtin_unreachable();
}

} // namespace dlc
