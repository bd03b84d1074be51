// What stands behind dlc::Graph: the text, and the module that it says, in a context of its own.
#pragma once

#include "dlc/Graph.h"

#include "API/GraphConstants.h"
#include "API/Upgrade.h"
#include "NN/NN.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <filesystem>
#include <functional>
#include <map>

namespace dlc {

/// Attributes of a module that travel with a model.
inline constexpr llvm::StringLiteral kClassNames = "nn.class_names";
inline constexpr llvm::StringLiteral kPlan = "train.plan";
inline constexpr llvm::StringLiteral kMean = "nn.mean";
inline constexpr llvm::StringLiteral kStandardDeviation = "nn.stddev";

struct Graph::Impl {
  explicit Impl(std::shared_ptr<mlir::MLIRContext> context) : context(std::move(context)) {}

  /// As Graph::parse, of a text in that version of the dialects, which may name constants.
  static Graph parse(std::string text, std::string name, std::string file, std::uint32_t version,
                     llvm::ArrayRef<ModelSegment> constants);
  /// A graph of a module that the compiler has made. Its text is what MLIR prints.
  static Graph graphOf(mlir::OwningOpRef<mlir::ModuleOp> module, const Graph &source);
  /// A graph of a module that was imported from a file of another format, checked as one that was parsed.
  /// `text` prints it once it is known to be sound, and takes large constants apart.
  static Graph graphOf(std::shared_ptr<Impl> impl, mlir::OwningOpRef<mlir::ModuleOp> module,
                       const std::filesystem::path &path,
                       const std::function<std::string(mlir::ModuleOp, std::vector<GraphConstant> &)> &text);

  /// The constants as files and Programs hold them.
  std::vector<ManifestConstant> carriedConstants() const;

  /// What files and Programs carry: a text in a version of the dialects that names large constants. Places of
  /// the module's ops are in this text.
  std::string carried;
  std::uint32_t version = dialectVersion;
  std::vector<GraphConstant> constants;
  bool upgraded = false; ///< the module differs from what the text says in the present version

  mutable std::string whole; ///< Graph::text() where that differs from `carried`; empty: not asked for yet
  std::string name, file;
  /// What inputs and outputs are called in the file that the graph was imported from, and here.
  std::map<std::string, std::string, std::less<>> originals;
  /// What named sizes are called in that file, by their names here.
  std::map<std::string, std::string> originalSizes;
  /// Shared with the graphs that are made of its modules.
  std::shared_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module; ///< destroyed before its context
};

/// Segments that borrow the constants' bytes.
std::vector<ModelSegment> segmentsOf(llvm::ArrayRef<ManifestConstant> constants);

/// Name, element type and shape, in which named sizes are as dlc::size() gives them. The type must be a
/// ranked tensor.
TensorInfo tensorInfo(llvm::StringRef name, mlir::Type type);
/// "f32 [batch, 4]".
std::string typeText(mlir::Type type);
/// The same of several, between commas.
std::string typesText(mlir::TypeRange types);
/// The module's variables and the signatures of its public functions, state lifted or not.
std::vector<VariableInfo> variablesOf(mlir::ModuleOp module);
std::vector<EntryInfo> functionsOf(mlir::ModuleOp module);
/// Attributes of the module; empty where they are missing.
std::vector<std::string> classNamesOf(mlir::ModuleOp module);
std::vector<float> numbersOf(mlir::ModuleOp module, llvm::StringRef attribute);

/// Throws Error if another size than the batch of an op's operands and results is no number: then its cost is
/// none, either.
void checkSizes(mlir::Operation &op);

} // namespace dlc
