// ONNX out: a function of the nn dialect becomes a graph in a file (docs/decisions/0025-onnx-export.md). No
// type of protobuf is seen outside of this component.
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dlc::exporter {

/// The operator set of a file, unless an operator asks for a later one; and the latest that is written.
inline constexpr int64_t leastOpset = 21, latestOpset = 26;

struct ExportOptions {
  /// The function that becomes the graph. Its variables are arguments and results (nn-lift-state).
  std::string entry = "predict";
  /// No operator is used that later operator sets alone have: what it computes is decomposed.
  int64_t mostOpset = latestOpset;
  /// The elements of a variable, row-major and of the size that its type says, a byte for an i1; nothing
  /// where it has no value. They outlive the call.
  std::function<std::optional<llvm::ArrayRef<char>>(llvm::StringRef)> valueOf;
  /// What inputs and outputs, and named sizes, are called in the file, where that is not their name here.
  std::map<std::string, std::string> originals, originalSizes;
  /// Who writes: "dlc 0.1.0".
  std::string producer;
  /// Bytes of initializers from which on they are written into a file of their own; protobuf holds 2 GiB.
  int64_t mostBytesInside = int64_t(3) << 29;
  /// The name of that file, beside the model.
  std::string externalName;
};

struct ExportedModel {
  std::string bytes; ///< of the .onnx file
  int64_t opset = leastOpset;
  /// The file of external data, in order; empty: there is none. Borrowed from the module and from valueOf,
  /// but for what `owned` holds.
  std::vector<llvm::ArrayRef<char>> external;
  std::list<std::string> owned;
};

/// Writes a function of the module, which changes: what ONNX has no operator for is decomposed there. False
/// on failure: then `errors` lists every op that has no equivalent, with where it is and why, and nothing is
/// written.
bool exportOnnx(mlir::ModuleOp module, const ExportOptions &options, ExportedModel &result,
                std::string &errors);

/// The second half of docs/onnx-support.md: what each op of nn becomes.
std::string exportTable();

} // namespace dlc::exporter
