// Numbers of attributes, which are of f64, as elements of integer types.
#pragma once

#include "NN/NN.h"

namespace dlc::nn {
/// What is wrong with a number as an element of an integer type: it is not whole, outside the type, or 2^53
/// or more, where the text may have had more digits than the number. Empty if nothing is; floats take every
/// number. With `saturates`, what is outside the type is fine.
std::string wholeNumberFault(double number, mlir::Type element, bool saturates = false);
/// A whole number as an element of an integer type, of which it is the least or the greatest where it is
/// outside.
llvm::APInt saturated(double number, mlir::Type element);
} // namespace dlc::nn
