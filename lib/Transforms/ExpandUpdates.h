// A part of nn-lift-state: updates of variables become gradients and formulas on values.
#pragma once

#include "Transforms/OptimizerState.h"
#include "Transforms/Versions.h"

namespace dlc {
/// Writes train.gradient, train.apply and what the recipe asks for in front of the op, from the current
/// versions of its variables to the next ones. The op itself stays.
mlir::LogicalResult expandUpdate(train::MinimizeOp op, const OptimizerState::Update &update,
                                 Versions &versions);
void expandUpdate(train::UpdateOp op, const OptimizerState::Update &update, Versions &versions);
} // namespace dlc
