#include "Arrays.h"

namespace dlc::python {

static nb::dlpack::dtype dlpackType(DType type) {
  const ElementType &info = infoOf(type);
  nb::dlpack::dtype_code code = nb::dlpack::dtype_code::Float;
  switch (info.kind) {
  case ElementKind::Float:
    code = type == DType::bf16       ? nb::dlpack::dtype_code::Bfloat
           : type == DType::f8e4m3fn ? nb::dlpack::dtype_code(10) // of DLPack 1.1
           : type == DType::f8e5m2   ? nb::dlpack::dtype_code(12)
                                     : nb::dlpack::dtype_code::Float;
    break;
  case ElementKind::Signed:
    code = nb::dlpack::dtype_code::Int;
    break;
  case ElementKind::Unsigned:
    code = nb::dlpack::dtype_code::UInt;
    break;
  case ElementKind::Bool:
    code = nb::dlpack::dtype_code::Bool;
    break;
  }
  return {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(info.bits), 1};
}

static DType typeOf(const nb::dlpack::dtype &given, const std::string &what) {
  std::string known;
  for (const ElementType &info : elementTypes) {
    if (dlpackType(info.type) == given)
      return info.type;
    known += std::string(known.empty() ? "" : ", ") + numpyName(info.type);
  }
  throw Error(what + " has elements of a type that dlc has not (DLPack's code " + std::to_string(given.code) +
              " of " + std::to_string(given.bits) + " bits); it has " + known);
}

std::string textOf(const nb::object &object) { return nb::str(object).c_str(); }

const char *numpyName(DType type) {
  switch (type) {
  case DType::f32:
    return "float32";
  case DType::f64:
    return "float64";
  case DType::i64:
    return "int64";
  case DType::i32:
    return "int32";
  case DType::i8:
    return "int8";
  case DType::u8:
    return "uint8";
  case DType::i1:
    return "bool";
  case DType::bf16:
    return "bfloat16";
  case DType::f16:
    return "float16";
  case DType::i16:
    return "int16";
  case DType::u16:
    return "uint16";
  case DType::u32:
    return "uint32";
  case DType::u64:
    return "uint64";
  case DType::f8e4m3fn:
    return "float8_e4m3fn";
  case DType::f8e5m2:
    return "float8_e5m2";
  }
  return "";
}

/// A scalar of that type from a Python number.
static Tensor scalarOf(nb::handle number, DType type) {
  Tensor scalar({}, type);
  visitType(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      scalar.values<T>()[0] = nb::cast<T>(number); // what does not fit is refused
    else
      scalar.values<T>()[0] = static_cast<T>(nb::cast<double>(number));
  });
  return scalar;
}

ArrayView::ArrayView(nb::handle value, const std::string &what, std::optional<DType> ifNumber) {
  if (ifNumber && (PyFloat_Check(value.ptr()) || PyLong_Check(value.ptr()))) {
    try {
      view = scalarOf(value, *ifNumber);
    } catch (const nb::cast_error &) {
      throw Error(what + ": " + textOf(nb::borrow(value)) + " is no " + nameOf(*ifNumber));
    }
    return;
  }
  if (value.is_none() || !nb::try_cast(value, array))
    throw Error(what + " is no array, but a " + textOf(value.type().attr("__name__")) +
                "; NumPy arrays and tensors with DLPack are taken as they are, and numpy.asarray makes one "
                "of others");
  if (array.device_type() != nb::device::cpu::value)
    throw Error(what + " is not in the memory of the CPU: move it there first");
  const DType type = typeOf(array.dtype(), what);
  Shape shape(array.ndim());
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    shape[axis] = static_cast<std::int64_t>(array.shape(axis));
  std::int64_t expected = 1;
  for (std::size_t axis = shape.size(); axis-- > 0 && array.size() > 0;) {
    if (shape[axis] != 1 && array.stride(axis) != expected)
      throw Error(what + " is not contiguous in memory; numpy.ascontiguousarray makes it so, by a copy");
    expected *= shape[axis];
  }
  auto *memory = static_cast<std::byte *>(const_cast<void *>(array.data()));
  if (reinterpret_cast<std::uintptr_t>(memory) % byteWidth(type) != 0)
    throw Error(
        what +
        " lies at an address that is no multiple of its elements' size; numpy.array makes a copy that does");
  // Only read: Program::call and the readers of data sets write no inputs.
  view = Tensor::over(std::move(shape), type, memory);
}

nb::object toArray(Tensor tensor) {
  auto owned = std::make_unique<Tensor>(std::move(tensor));
  std::vector<std::size_t> shape(owned->shape().begin(), owned->shape().end());
  const nb::dlpack::dtype type = dlpackType(owned->dtype());
  const bool hasNumpy = *infoOf(owned->dtype()).npy != 0;
  static std::byte nothing; // what has no elements has no address
  void *memory = owned->empty() ? &nothing : owned->bytes().data();
  nb::capsule owner(owned.get(), [](void *tensor) noexcept { delete static_cast<Tensor *>(tensor); });
  owned.release();
  if (hasNumpy)
    return nb::ndarray<nb::numpy>(memory, shape.size(), shape.data(), owner, nullptr, type).cast();
  return nb::ndarray<nb::array_api>(memory, shape.size(), shape.data(), owner, nullptr, type).cast();
}

} // namespace dlc::python
