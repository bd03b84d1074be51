// What the normalisations of each example are made of; for decompositions and derivative rules, so that both
// write the same ops and a step computes them once.
#pragma once

#include "NN/NNComposer.h"

namespace dlc::nn {
/// Over axes: x - mean, and 1 / √(variance + epsilon) with the axes kept as 1.
struct Standardization {
  mlir::Value centred, inverseDeviation;
};
Standardization standardize(Composer &compose, mlir::Value x, llvm::ArrayRef<int64_t> axes, double epsilon);
/// The axes from `axis` on, which may count from the end.
llvm::SmallVector<int64_t> axesFrom(int64_t axis, mlir::Value x);
} // namespace dlc::nn
