// What is common to all graphs of a file: names, constants, sizes, the operator set.
#pragma once

#include "Export/Errors.h"
#include "Export/Export.h"
#include "NN/NN.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

#include <map>
#include <memory>

namespace onnx {
class GraphProto;
class ModelProto;
class TensorProto;
class ValueInfoProto;
} // namespace onnx

namespace dlc::exporter {

class Session {
public:
  Session(mlir::MLIRContext *context, ::onnx::ModelProto &model, const ExportOptions &options,
          ExportedModel &result);
  ~Session();

  //===-- Names -------------------------------------------------------------------------------------===//

  /// A name that is not taken in any graph of the file: this one, or with a number.
  std::string take(const std::string &wanted);
  /// The same for names of nodes.
  std::string takeNode(const std::string &wanted) { return unique(nodes, wanted); }
  /// What messages and nodes call an op: the name of its location, or where it is in its file.
  static std::string stemOf(mlir::Operation *op);
  static std::string placeOf(mlir::Operation *op);
  /// The name of a value. A constant is written when it is first asked for.
  std::string nameOf(mlir::Value value);
  /// What an input or an output is called in the file.
  std::string originalOf(llvm::StringRef name) const;

  //===-- Constants (Constants.cpp) -----------------------------------------------------------------===//

  mlir::DenseElementsAttr intsOf(llvm::ArrayRef<int64_t> values);
  /// The name of an initializer of the main graph, which all graphs see. Equal ones are one.
  std::string constant(mlir::DenseElementsAttr value, const std::string &wanted = "constant");
  /// An initializer with the bytes of a variable.
  void variable(llvm::StringRef name, nn::SizedTensorType type, llvm::ArrayRef<char> bytes);
  /// Moves the elements of large initializers into a file of their own if they are too many for one file.
  void placeInitializers();

  //===-- Sizes (Sizes.cpp) -------------------------------------------------------------------------===//

  /// A shape as a tensor of i64: a constant, or computed of the inputs' shapes in front of all other nodes.
  std::string shape(llvm::ArrayRef<int64_t> sizes);
  /// Type and shape of a value at the border of a graph, with dim_params for its dynamic sizes.
  void describe(::onnx::ValueInfoProto &info, const std::string &name, nn::SizedTensorType type);

  mlir::MLIRContext *context;
  ::onnx::ModelProto &model;
  const ExportOptions &options;
  int64_t opset = leastOpset;
  llvm::DenseMap<mlir::Value, std::string> values;
  /// What values are called if they are results of the main graph.
  llvm::DenseMap<mlir::Value, std::string> wanted;
  /// Random states and what is drawn from them in order: values that have no name, as ONNX draws without.
  llvm::DenseSet<mlir::Value> states;
  /// Where each named size can be read: an input and a dimension. Filled in before nodes are written.
  std::map<int64_t, std::pair<std::string, int64_t>> anchors;
  /// Nodes that compute sizes, in front of all others.
  std::unique_ptr<::onnx::GraphProto> preamble;
  Problems problems;

private:
  struct Initializer {
    ::onnx::TensorProto *proto;
    llvm::ArrayRef<char> bytes;
  };
  static std::string unique(llvm::StringSet<> &taken, const std::string &wanted);
  std::string size(int64_t size);
  std::string computed(const char *type, const std::vector<std::string> &inputs);

  ExportedModel &result;
  llvm::StringSet<> taken, nodes;
  llvm::DenseMap<mlir::Attribute, std::string> constants;
  std::map<int64_t, std::string> sizes;
  std::vector<Initializer> initializers;
};

/// The number of an element type in ONNX.
int32_t dataTypeOf(mlir::Type element);

} // namespace dlc::exporter
