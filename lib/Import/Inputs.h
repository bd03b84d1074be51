// Inputs of a model: their types, whose sizes have names, and the numbers that are given for these.
#pragma once

#include "Import/Import.h"
#include "Import/Names.h"
#include "NN/NN.h"
#include "NN/NNSizes.h"

#include <map>
#include <string>
#include <vector>

namespace onnx {
class ValueInfoProto;
}

namespace dlc::importer {

/// Gives each dynamic dimension of the inputs a named size or a number.
class InputTypes {
public:
  /// Refuses numbers for sizes that no input has, and shapes that do not fit.
  InputTypes(mlir::MLIRContext *context, std::vector<const ::onnx::ValueInfoProto *> inputs,
             const ImportOptions &options);

  nn::SizedTensorType typeOf(const ::onnx::ValueInfoProto &input) const;
  /// The type of floating-point numbers that the file states for any value; null if it states none in full.
  nn::SizedTensorType statedType(const ::onnx::ValueInfoProto &value) const;
  /// Sizes that are no numbers, by their name in the file.
  const std::vector<ImportedName> &names() const { return sizeNames; }

private:
  void chooseBatch();
  void nameSizes();
  void applySizes(const ImportOptions &options);
  void applyShapes(const ImportOptions &options);
  std::string keyOf(const ::onnx::ValueInfoProto &input, int dimension) const;

  mlir::MLIRContext *context;
  bool dynamicBatch;
  std::vector<const ::onnx::ValueInfoProto *> inputs;
  std::string batchKey;                               ///< empty: none
  std::map<std::string, std::string> identifiers;     ///< of dynamic dimensions, by key
  std::map<std::string, int64_t> numbers;             ///< given for these
  std::map<std::string, std::vector<int64_t>> shapes; ///< of inputs that have none in the file
  std::vector<ImportedName> sizeNames;
};

} // namespace dlc::importer
