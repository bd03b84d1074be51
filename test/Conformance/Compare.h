// The comparison of ONNX's own runner: |a - b| ≤ atol + rtol · |b| for floats, equal for all else.
#pragma once

#include "dlc/Tensor.h"

#include <string>

namespace dlc::conformance {

/// What is different, with the worst element and where it is; empty if nothing is.
std::string difference(const Tensor &actual, const Tensor &expected, double rtol, double atol);

} // namespace dlc::conformance
