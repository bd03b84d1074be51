// Elements of a tensor as numbers, for figures about them.
#pragma once

#include "dlc/Tensor.h"

#include <vector>

namespace dlc {

/// The elements in f64, whatever their type.
std::vector<double> numbersOf(const Tensor &tensor);

} // namespace dlc
