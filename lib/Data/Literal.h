// Tensors that are written out as text, on a command line: 2.5, [1, 2, 3], [[1, 2], [3, 4]].
#pragma once

#include "dlc/Tensor.h"

#include <string_view>

namespace dlc {

/// A number is a tensor of rank 0, brackets are dimensions; a single row does without: 1, 2, 3. Elements are
/// numbers, also in the notation 1e-3, inf and nan of floats, and true and false, which are 1 and 0. Throws
/// Error, with what is there and where, for what is none of these, for rows of different lengths, and for a
/// number that the element type does not hold.
Tensor parseLiteral(std::string_view text, DType type);

} // namespace dlc
