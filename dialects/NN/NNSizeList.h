// The sizes of a function, in the order in which its callers give them and its description lists them; and
// numbers in place of named sizes.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc::nn {

/// Sizes of an entry point (include/dlc/program.h): the named ones, of which the batch is the first, whether
/// or not a type has it, and the others are sorted; and behind them the other expressions in the types.
struct SizeList {
  std::vector<std::string> named;
  std::vector<int64_t> derived; ///< distinct, in the order in which they occur

  /// The position of a size among the named ones and the derived ones behind them; none for a number, or a
  /// size that is not in the list.
  std::optional<size_t> indexOf(int64_t size) const;
  size_t count() const { return named.size() + derived.size(); }
};

/// Of tensors that may be SizedTensorType: arguments, then results; then the limits of a function (kLimits),
/// a SizesAttr or null, which are derived sizes too, so that the run time checks them.
SizeList sizesOf(mlir::TypeRange arguments, mlir::TypeRange results, mlir::Attribute limits = {});

/// What the calls of a function must not make negative and its arguments and results do not show: sizes of
/// types in its body, the limits of its ops, and the kLimits of functions that it calls. Without those that
/// another one implies. Null if there are none.
mlir::Attribute limitsOf(FuncOp function);

/// The size that a text says, as sizeExpression writes it; none if it says none.
std::optional<int64_t> parseSize(llvm::StringRef text, mlir::MLIRContext *context);

/// A size with numbers in place of some names; none if a number exceeds 64 bits.
std::optional<int64_t> specializeSize(int64_t size, const std::map<std::string, int64_t> &named);

/// A type with other sizes in place of some names; itself if it has none, and null if one would be negative
/// or exceed 64 bits.
mlir::Type replaceSizes(mlir::Type type, const std::map<std::string, int64_t> &named);
/// The same in all types of an op and what is in it. Fails with an error at the op, and changes nothing, if a
/// size would be negative or exceed 64 bits.
mlir::LogicalResult replaceSizes(mlir::Operation *root, const std::map<std::string, int64_t> &named);

/// Replaces named sizes by numbers in all types of a module. Fails with an error at the op, and changes
/// nothing, if a size would be negative or exceed 64 bits, if a number is below 1, or if no type has the
/// name; only the batch may be missing. Whether the ops accept the numbers is for the verifier to say.
mlir::LogicalResult specializeSizes(mlir::ModuleOp module, const std::map<std::string, int64_t> &named);

} // namespace dlc::nn
