// Winograd's minimal filtering F(m × m, r × r): m × m outputs of a window of r × r from n × n inputs, n = m +
// r - 1, by n² multiplications instead of m² · r². Source: Lavin and Gray, Fast Algorithms for Convolutional
// Neural Networks (2016). A window that moves by s pixels is s² windows, each of which sees every s-th pixel
// along both dimensions and moves by one: its phases.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen::winograd {
/// One dimension of a filtering. Transforms work on vectors whose lanes are channels.
class Filtering {
public:
  /// Whether there is one for a convolution: dense square windows of 2 to 5 pixels in each phase.
  static bool suits(const Window &window);
  explicit Filtering(const Window &window);

  int64_t kernel, stride; ///< of the convolution
  int64_t window;         ///< pixels that a phase sees
  int64_t outputs;        ///< of a tile

  int64_t inputs() const { return outputs + window - 1; }
  int64_t products() const { return inputs() * inputs(); } ///< of a tile, in both dimensions
  int64_t phases() const { return stride * stride; }
  /// "Winograd F(4 × 4, 3 × 3)"
  std::string name() const;

  /// n inputs, or r weights, become the n factors of products; n products become m outputs.
  Values transformInputs(TileBuilder &b, mlir::ValueRange inputs) const;
  Values transformWeights(TileBuilder &b, mlir::ValueRange weights) const;
  Values transformProducts(TileBuilder &b, mlir::ValueRange products) const;
  /// The same backwards: gradients of m outputs become factors of products with those of inputs, and what was
  /// added up for each product the gradients of r weights.
  Values transformGradients(TileBuilder &b, mlir::ValueRange gradients) const;
  Values transformSums(TileBuilder &b, mlir::ValueRange sums) const;

private:
  /// Where the polynomials behind the transforms are evaluated: 0 or not, ±p for each p here, and at
  /// infinity.
  bool hasZero;
  llvm::SmallVector<double> pairs;

  using Matrix = llvm::SmallVector<llvm::SmallVector<double>>;
  llvm::SmallVector<double> finitePoints() const;
  Matrix ofInputs() const, ofWeights() const, ofProducts() const; ///< [n, n], [n, r] and [m, n]
  /// A matrix times vectors, whose rows, or columns, belong to points: those of p and -p share their terms.
  Values times(TileBuilder &b, const Matrix &rowsOfPoints, mlir::ValueRange x) const;
  Values timesColumns(TileBuilder &b, const Matrix &columnsOfPoints, mlir::ValueRange x) const;
};
} // namespace dlc::codegen::winograd
