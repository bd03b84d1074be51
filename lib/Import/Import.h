// ONNX in: a file becomes a module of the nn dialect (docs/decisions/0022-onnx-import.md). No type of
// protobuf is seen outside of this component.
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/DenseMap.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace dlc::importer {

struct ImportOptions {
  /// Numbers for named sizes, by the name in the file or by the identifier that it becomes.
  std::map<std::string, int64_t> sizes;
  /// Whole shapes of inputs, by name.
  std::vector<std::pair<std::string, std::vector<int64_t>>> shapes;
  /// The leading dimension of every input that is 1 there becomes the batch.
  bool dynamicBatch = false;
  /// Float constants of more than one element, but for those whose names match `frozen` (globs), become
  /// variables with these initial values; dropout and batch normalization can be trained.
  bool train = false;
  std::vector<std::string> frozen;
  /// With `train`, a function `loss` is added: lossNames() has the kinds, or it is the name of a function of
  /// the file. Empty: none.
  std::string loss;
  /// In place of that, a module of the same context with a function `loss`, which is moved.
  mlir::ModuleOp lossText;
  /// Inputs that are constants from here on, by name.
  std::map<std::string, mlir::DenseElementsAttr> constants;
};

/// A name of the file and what it is called in the module.
struct ImportedName {
  std::string original, identifier;
};

struct ImportedModel {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<ImportedName> inputs, outputs, sizes;
  /// What values are called in the file, as identifiers.
  llvm::DenseMap<mlir::Value, std::string> names;
};

/// Reads an ONNX file into a module whose function `predict` has the inputs and outputs of the graph. The
/// context has the nn dialect loaded. False on failure: then `errors` has one text, which begins with the
/// file's name and lists every node that cannot be imported.
bool importOnnx(mlir::MLIRContext &context, const std::string &file, const ImportOptions &options,
                ImportedModel &result, std::string &errors);

/// What ImportOptions::loss may be.
llvm::ArrayRef<llvm::StringRef> lossNames();

/// What a file holds, as several lines: operator sets, inputs and outputs, weights, and how often there is
/// each operator, and which are not imported. False on failure, with the reason.
bool summarize(const std::string &file, std::string &summary, std::string &error);

/// A tensor in a file of its own, as ONNX's test data have them.
struct TensorFile {
  std::string name;
  mlir::DenseElementsAttr value;
};
/// False on failure, with the reason.
bool readTensorFile(mlir::MLIRContext &context, const std::string &file, TensorFile &result,
                    std::string &error);

/// The page docs/onnx-support.md.
std::string supportTable();

} // namespace dlc::importer
