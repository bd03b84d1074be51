// Winograd's minimal filtering F(4×4, 3×3): 4 × 4 outputs of a window of 3 × 3 from 6 × 6 inputs by 36
// multiplications instead of 144. Source: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks
// (2016); the points are 0, ±√½, ±√2 and ∞, whose rounding errors in f32 are a third of those of 0, ±1, ±2.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen::winograd {
constexpr int64_t window = 3;
constexpr int64_t outputs = 4;                   ///< of a tile, along each dimension
constexpr int64_t inputs = outputs + window - 1; ///< that they need
constexpr int64_t products = inputs * inputs;    ///< of a tile

/// Along one dimension, on vectors whose lanes are channels: 6 inputs, or 3 weights, become the 6 factors of
/// products; 6 products become 4 outputs.
Values transformInputs(TileBuilder &b, mlir::ValueRange inputs);
Values transformWeights(TileBuilder &b, mlir::ValueRange weights);
Values transformProducts(TileBuilder &b, mlir::ValueRange products);
/// The same backwards: gradients of 4 outputs become factors of products with those of inputs, and what was
/// added up for each product the gradients of 3 weights.
Values transformGradients(TileBuilder &b, mlir::ValueRange gradients);
Values transformSums(TileBuilder &b, mlir::ValueRange sums);
} // namespace dlc::codegen::winograd
