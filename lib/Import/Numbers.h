// Numbers that are known when a file is read: integers, sizes by name, and reals. What computations of shapes
// are made of.
#pragma once

#include "NN/NNSizes.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/Twine.h"

#include <optional>
#include <vector>

namespace dlc::importer {

/// An element of a tensor: an integer (i1 as 0 and 1, ui64 up to 2^63), a size (dialects/NN/NNSizes.h), or a
/// real number.
struct Number {
  int64_t integer = 0; ///< or the size
  double real = 0;
  bool isSize = false;

  static Number of(int64_t integer) { return {integer, static_cast<double>(integer), false}; }
  static Number ofReal(double real) { return {0, real, false}; }
  /// A size that is a number becomes one.
  static Number ofSize(int64_t size) { return nn::isSymbolic(size) ? Number{size, 0, true} : of(size); }
};

/// A tensor whose elements are known.
struct Known {
  mlir::Type element;
  llvm::SmallVector<int64_t> shape; // no sizes
  std::vector<Number> elements;

  bool isReal() const { return llvm::isa<mlir::FloatType>(element); }
  bool hasSizes() const {
    return llvm::any_of(elements, [](const Number &number) { return number.isSize; });
  }
};

/// More elements are not looked at one by one.
inline constexpr int64_t mostKnownElements = 1 << 14;

/// Nothing for more elements than that, and for integers that no Number holds.
std::optional<Known> knownOf(mlir::DenseElementsAttr constant);
/// Of numbers alone.
mlir::DenseElementsAttr denseOf(const Known &known);

/// The only element; refuses others than one.
const Number &onlyElement(const Known &known);

/// At most INT64_MAX.
int64_t countOf(llvm::ArrayRef<int64_t> shape);

/// Refuses a tensor of more dimensions than those of a network have; `what` it is starts the message.
void checkRank(const llvm::Twine &what, size_t rank);

/// Refuses a constant of such a shape that a rule is about to compute element by element, if it is so large
/// that a file would take time and memory without bounds.
void checkComputed(const char *what, llvm::ArrayRef<int64_t> shape, int64_t most = 1 << 24);

} // namespace dlc::importer
