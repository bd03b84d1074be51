// Sizes that are known by name: `batch`, `sequence`, `height`, and what can be computed of them. A size stays
// an int64_t, as in MLIR: a number from 0 on is itself, ShapedType::kDynamic is the batch, and each other
// expression is a negative number near kDynamic that is handed out once in this process. Two sizes are equal
// if and only if their expressions are, so code that compares numbers compares expressions too. PyTorch's
// SymInt does the same. Thread-safe.
#pragma once

#include "mlir/IR/BuiltinTypes.h"

#include <map>
#include <optional>
#include <string>

namespace dlc::nn {
/// The size of the leading dimension where nothing else is said.
inline constexpr llvm::StringLiteral kBatch = "batch";
inline constexpr int64_t kBatchSize = mlir::ShapedType::kDynamic;

/// Whether a size is an expression and no number.
bool isSymbolic(int64_t size);
inline bool hasSymbolic(llvm::ArrayRef<int64_t> shape) { return llvm::any_of(shape, isSymbolic); }

/// The size of that name.
int64_t namedSize(llvm::StringRef name);
/// The name that a size is; empty if it is a number or computed of names.
std::string nameOf(int64_t size);
inline bool isName(int64_t size) { return !nameOf(size).empty(); }

// Arithmetic on sizes, exact; none if a number exceeds 64 bits, or there are too many terms.
std::optional<int64_t> addSizes(int64_t a, int64_t b);
std::optional<int64_t> subtractSizes(int64_t a, int64_t b);
std::optional<int64_t> multiplySizes(int64_t a, int64_t b);
/// Rounded down; the divisor is positive.
std::optional<int64_t> floorDivideSize(int64_t size, int64_t divisor);
/// Rounded up; the divisor is positive.
std::optional<int64_t> ceilDivideSize(int64_t size, int64_t divisor);
/// The size q with q · divisor = size, whatever the named sizes are; none if there is no such expression.
std::optional<int64_t> divideSizes(int64_t size, int64_t divisor);

/// What a size is never less than, where every named size is 1 or more; none if that is not plain.
std::optional<int64_t> leastOf(int64_t size);
/// What a size is where the named sizes have these values; none if a name is missing or a number too large.
std::optional<int64_t> evaluateSize(int64_t size, const std::map<std::string, int64_t> &named);
/// What a size is at a batch if every other name is 64: for estimates before sizes are known.
int64_t assumedSize(int64_t size, int64_t batch);
/// The names that a size is computed of, sorted.
std::vector<std::string> namesIn(int64_t size);

/// A size as people write it: `2 * sequence - 1`, `(height + 1) floordiv 2`; `?` for the batch alone.
std::string sizeText(int64_t size);
/// The same with the name of the batch.
std::string sizeExpression(int64_t size);

/// Calls a function with the parts of a size: how an expression is computed. The least common shape of an
/// expression is a sum of products, whose factors are named sizes or quotients of sizes.
struct SizeFactor {
  std::string name;      ///< of a named size, or empty: a quotient
  int64_t numerator = 0; ///< a size
  int64_t divisor = 1;   ///< it is divided by, rounded down
};
struct SizeTerm {
  int64_t coefficient = 0;
  std::vector<SizeFactor> factors;
};
/// The terms whose sum a size is; a number is one term without factors.
std::vector<SizeTerm> sizeTerms(int64_t size);

/// A ranked tensor type as `nn` sees it: its dynamic sizes are expressions. The encoding `#nn.sizes<…>` names
/// those, one for each `?`; without one, the only `?` is the batch.
class SizedTensorType : public mlir::RankedTensorType {
public:
  using RankedTensorType::RankedTensorType;
  SizedTensorType() = default;
  SizedTensorType(mlir::RankedTensorType type) : RankedTensorType(type) {}

  /// The type of that shape, whose sizes may be expressions.
  static SizedTensorType get(llvm::ArrayRef<int64_t> shape, mlir::Type element);

  llvm::ArrayRef<int64_t> getShape() const;
  int64_t getDimSize(int64_t dimension) const { return getShape()[dimension]; }

  SizedTensorType clone(llvm::ArrayRef<int64_t> shape) const { return get(shape, getElementType()); }
  SizedTensorType clone(mlir::Type element) const { return get(getShape(), element); }
  SizedTensorType clone(llvm::ArrayRef<int64_t> shape, mlir::Type element) const {
    return get(shape, element);
  }
};

/// Whether the dynamic sizes of a tensor type are known, each by one expression.
bool knowsSizes(mlir::RankedTensorType type);
} // namespace dlc::nn
