// One element of one type as one of another.
#pragma once

#include "NN/NN.h"

namespace dlc::lowering {
/// What nn.cast makes of the element x, in lowered types.
mlir::Value castElement(mlir::OpBuilder &b, mlir::Location loc, nn::CastOp op, mlir::Value x);
} // namespace dlc::lowering
