// Copies of matrices, or of blocks of them, in the order in which the tiles of a product read them.
#pragma once

#include "Codegen/Kernels/VectorTile.h"

namespace dlc::codegen {
/// How the product of matrices is cut: tiles that stay in registers, and blocks that stay in caches.
struct MatmulBlocks {
  int64_t rows;      ///< of a tile
  int64_t vectors;   ///< of a row of a tile
  int64_t depth;     ///< of a part of k: a panel of rhs so long streams through the first cache
  int64_t blockRows; ///< of a block of lhs, which stays in the second cache; a multiple of `rows`

  /// `columns`, `height`: of the product, or dynamic. `arePadded`: all tiles are computed whole, and zeros
  /// fill up the last panel of columns.
  MatmulBlocks(const Target &target, mlir::Type element, int64_t height, int64_t columns,
               bool arePadded = false);
};

/// The buffer that `buffer` is a view of.
mlir::Value rootOf(mlir::Value buffer);

/// The part of a matrix, or of one of many, at `row` and `column`. `product` is null if there is one matrix.
mlir::Value partOf(TileBuilder &b, mlir::Value buffer, mlir::Value product, mlir::Value row,
                   mlir::Value column, mlir::OpFoldResult rows, mlir::OpFoldResult columns);

/// What is made of each element of a product before it is stored. Maps are from its dimensions, of which the
/// first counts products if there are many.
struct Epilogue {
  mlir::Region &region;
  llvm::SmallVector<mlir::AffineMap> maps;
  Values extras;

  template <typename Op>
  explicit Epilogue(Op op)
      : region(op.getEpilogue()), maps(op.getEpilogueMaps().template getAsValueRange<mlir::AffineMapAttr>()),
        extras(op.getExtras()) {}

  /// Gives it to a tile of the product, at `place` and of `size`: row and column.
  void addTo(TileBuilder &b, kernel::BrgemmOp tile, mlir::Value product, mlir::ArrayRef<mlir::Value> place,
             mlir::ArrayRef<mlir::OpFoldResult> size) const;
};

/// Rows first … end in tiles of `most`, and of what is left. `known`: their number, or dynamic; `multiple`
/// divides it in any case.
void overRows(TileBuilder &b, mlir::Value first, mlir::Value end, int64_t known, int64_t most,
              int64_t multiple, llvm::function_ref<void(mlir::Value row, int64_t height)> body);

/// A view of a matrix with rows and columns exchanged.
mlir::Value transposed(TileBuilder &b, mlir::Value matrix);

/// Copies a matrix to memory whose rows are at least as long and filled up to a whole number of vectors. What
/// lies behind the columns of `from` in the last vector of a row becomes 0.
void copyMatrix(TileBuilder &b, mlir::Value from, mlir::Value to);

/// Copies rows first … of a matrix to the columns of a panel, by squares that are transposed in registers.
/// Columns of the panel that have no row become those of the last one.
void packRows(TileBuilder &b, mlir::Value matrix, mlir::Value first, mlir::Value panel);

/// Copies rhs [k, n], or [n, k] if it is transposed, on all threads to panels [n / width, k, width], of many
/// matrices one after the other; what a panel has behind the last column is not to be used.
mlir::Value packPanels(TileBuilder &b, mlir::Value rhs, bool transpose, int64_t width);
} // namespace dlc::codegen
