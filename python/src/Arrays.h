// Arrays of Python (NumPy, or anything with DLPack or the buffer protocol) as tensors, and back, without
// copies.
#pragma once

#include "dlc/Tensor.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
// In every file: without it, a std::string would be a class that is bound nowhere.
#include <nanobind/stl/string.h>

#include <deque>
#include <optional>
#include <string>

namespace dlc::python {
namespace nb = nanobind;

/// A tensor over the memory of an array, which it keeps alive. Needs the GIL when it is made and destroyed.
class ArrayView {
public:
  /// `what` stands in messages: "input 'image'". A Python number becomes a scalar of the type `ifNumber`.
  /// Throws Error for what is no array in the memory of the CPU, for element types that dlc has not, and for
  /// memory that is not contiguous in C's order.
  ArrayView(nb::handle value, const std::string &what, std::optional<DType> ifNumber = std::nullopt);
  ArrayView(ArrayView &&) = default;

  const Tensor &tensor() const { return view; }
  /// For owners of what a tensor lies over: moves it out, and leaves the array alive.
  Tensor take() { return std::move(view); }

private:
  nb::ndarray<nb::ro> array;
  Tensor view;
};

/// Views that a call borrows; their addresses stay.
using ArrayViews = std::deque<ArrayView>;

/// A NumPy array that owns the tensor's memory. bf16, for which NumPy has no type, becomes an object with
/// DLPack, for torch.from_dlpack.
nb::object toArray(Tensor tensor);

/// str(object).
std::string textOf(const nb::object &object);

/// "f32" as NumPy calls it: "float32"; "bfloat16" for bf16.
const char *numpyName(DType type);

} // namespace dlc::python
