// What rules write with: the nodes of one op. Names of values, constants and sizes are found or made here.
#pragma once

#include "Export/Attrs.h"
#include "Export/Errors.h"
#include "Export/Session.h"
#include "NN/NN.h"

namespace dlc::exporter {

inline nn::SizedTensorType typeOf(mlir::Value value) {
  return llvm::cast<nn::SizedTensorType>(value.getType());
}
inline mlir::Type elementOf(mlir::Value value) { return typeOf(value).getElementType(); }
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) { return typeOf(value).getShape(); }
inline int64_t rankOf(mlir::Value value) { return typeOf(value).getRank(); }
inline bool isFloat(mlir::Value value) { return llvm::isa<mlir::FloatType>(elementOf(value)); }
/// An axis counted from the front.
inline int64_t axisOf(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }
inline bool isStatic(mlir::Value value) { return !nn::hasSymbolic(shapeOf(value)); }

class Writer {
public:
  /// Writes into `graph` the nodes of an op, which are named after its location.
  Writer(Session &session, ::onnx::GraphProto &graph, mlir::Operation *op);

  //===-- Values ------------------------------------------------------------------------------------===//

  /// The name of an operand, or of any value that was written before; "" where an optional one is missing.
  std::string in(mlir::Value value) { return value ? session.nameOf(value) : ""; }

  /// Writes a node whose outputs are the op's results.
  void set(const char *type, const std::vector<std::string> &inputs, const Attrs &attributes = {});
  /// The op's only result is a value that there is already.
  void setAlias(const std::string &name) { session.values[op->getResult(0)] = name; }
  /// The name of a result, for a node that is written by `node`.
  std::string out(unsigned result = 0);

  /// Writes a node; gives the name of its only output.
  std::string make(const char *type, const std::vector<std::string> &inputs, const Attrs &attributes = {});
  void node(const char *type, const std::vector<std::string> &inputs, const std::vector<std::string> &outputs,
            const Attrs &attributes = {});

  //===-- Constants ---------------------------------------------------------------------------------===//

  std::string ints(llvm::ArrayRef<int64_t> values) { return session.constant(session.intsOf(values)); }
  std::string integer(int64_t value);
  /// Of rank 0.
  std::string scalar(double value, mlir::Type element);
  /// One value everywhere.
  std::string filled(double value, llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// A shape as a tensor, of numbers or computed of sizes.
  std::string shape(llvm::ArrayRef<int64_t> sizes) { return session.shape(sizes); }

  //===-- Pieces that rules share -------------------------------------------------------------------===//

  std::string cast(const std::string &value, mlir::Type element);
  std::string transposed(const std::string &value, llvm::ArrayRef<int64_t> perm) {
    return make("Transpose", {value}, Attrs().is("perm", perm));
  }
  /// An attribute of ONNX is a float; refuses for tensors of f64 what a float rounds.
  double real(const llvm::APFloat &value, mlir::Type element);

  Session &session;
  mlir::Operation *const op;

private:
  ::onnx::GraphProto &graph;
  std::string stem; ///< of names
};

} // namespace dlc::exporter
