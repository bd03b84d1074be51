// The text of a network as people read it: named values, comments, blank lines and short numbers, where
// MLIR's printer knows only ops. What comes out parses to the same module.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>

namespace dlc {

/// What a module does not hold, but a reader wants to see.
struct Annotations {
  std::string header;                                      ///< before the module; lines without their `//`
  llvm::DenseMap<mlir::Operation *, std::string> comments; ///< before a function or one of its ops
  llvm::DenseMap<mlir::Value, std::string>
      names; ///< wanted; numbered where two values of a function want the same
};

/// The text of a module of variables and functions.
std::string moduleText(mlir::ModuleOp module, const Annotations &annotations);

/// The text of a module with the module's attributes replaced, all else kept as it is. Nothing for MLIR's
/// generic form.
std::optional<std::string> replaceModuleAttributes(const std::string &text, mlir::DictionaryAttr attributes);

} // namespace dlc
