// Contractions of two tensors whose dimensions are named by letters, as in an einsum, seen as products of
// matrices.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace dlc::nn {
/// How one product of two operands is a batch of products of matrices, without moving a dimension:
/// neighbouring dimensions make the batch, the rows, the columns, and what is summed over.
struct MatrixProduct {
  bool isSwapped; ///< the right operand of the contraction has the rows of the result
  /// The number of dimensions in the batch, the rows, the columns and the sum.
  size_t batch, rows, columns, sum;
  bool transposeLhs, transposeRhs; ///< of the operand with the rows, and of that with the columns
};

/// None if the dimensions are in no such order, or if there are no rows, columns or sums.
std::optional<MatrixProduct> matrixProductOf(llvm::StringRef lhs, llvm::StringRef rhs,
                                             llvm::StringRef result);

/// The letters of `term` for which `isWanted` holds, in their order.
template <typename Predicate> std::string lettersWhere(llvm::StringRef term, Predicate isWanted) {
  std::string letters;
  for (char letter : term)
    if (isWanted(letter))
      letters += letter;
  return letters;
}
} // namespace dlc::nn
