// A node as rules see it: inputs, attributes, and the ops that it becomes.
#pragma once

#include "Import/Emit.h"
#include "Import/Scope.h"

#include <string>
#include <vector>

namespace dlc::importer {

class Node {
public:
  Node(const ::onnx::NodeProto &proto, Scope &scope, int64_t opset);

  const std::string &opType() const;
  const std::string &domain() const;

  // Inputs. Those that are missing have an empty name, or are not in the list.
  size_t inputCount() const;
  const std::string &input(size_t i) const;
  bool has(size_t i) const;
  /// Refuses where it is missing.
  Ref item(size_t i) const;
  mlir::Value in(size_t i);
  nn::SizedTensorType type(size_t i) const;
  mlir::Type element(size_t i) const { return type(i).getElementType(); }
  /// Elements, if they are known and few.
  const Known *known(size_t i) const;
  /// Integers that must be known when the file is read. Sizes may be among them only as `sizes` says.
  Shape integers(size_t i, const char *what) const;
  /// The same as dimensions: numbers and sizes.
  Shape sizes(size_t i, const char *what) const;
  int64_t integer(size_t i, const char *what) const;
  double real(size_t i, const char *what) const;
  std::vector<double> reals(size_t i, const char *what) const;

  // Attributes.
  bool hasAttr(const char *name) const;
  int64_t i(const char *name, int64_t fallback) const;
  double f(const char *name, double fallback) const;
  std::string s(const char *name, const std::string &fallback) const;
  /// One of some words. Refuses others, and says which there are.
  std::string choice(const char *name, const std::string &fallback,
                     llvm::ArrayRef<llvm::StringRef> words) const;
  /// Refuses an integer attribute that has another value than the one that is supported.
  void needOnly(const char *name, int64_t value) const;
  Shape is(const char *name, llvm::ArrayRef<int64_t> fallback = {}) const;
  std::vector<double> fs(const char *name) const;
  std::vector<std::string> ss(const char *name) const;
  const ::onnx::GraphProto *graph(const char *name) const;
  /// A tensor, sparse tensor or number, as a constant.
  mlir::DenseElementsAttr tensor(const char *name) const;
  /// Of that tensor, as in Item.
  unsigned packedBits(const char *name) const;
  /// Refuses a missing one.
  int64_t needI(const char *name) const;

  /// Of an input or, in older operator sets, an attribute; nothing where neither is there.
  std::optional<Shape> integersOf(size_t input, const char *attribute) const;
  /// The attribute `axis` or its like counted from the front.
  int64_t axis(int64_t axis, int64_t rank, bool allowEnd = false) const;
  Shape axes(llvm::ArrayRef<int64_t> axes, int64_t rank) const;

  // Outputs.
  size_t outputCount() const;
  bool wants(size_t i) const;
  const std::string &output(size_t i) const;
  void set(size_t i, mlir::Value value);
  void set(mlir::Value value) { set(0, value); }
  void setItem(size_t i, Ref item);
  void setItem(Ref item) { setItem(0, std::move(item)); }
  void setResults(mlir::Operation *op);

  mlir::MLIRContext *context() const { return e.context(); }
  mlir::Value valueOf(Ref item) { return scope.valueOf(*item, e.location); }
  /// An element type by its number in ONNX.
  mlir::Type elementType(int64_t dataType) const;
  Attrs attrs() const { return e.attrs(); }

  const ::onnx::NodeProto &proto;
  Scope &scope;
  const int64_t opset;
  Emit e;

private:
  const ::onnx::AttributeProto *find(const char *name) const;
  mlir::OpBuilder builder;
};

/// An emitter that writes at the end of a scope's body.
Emit emitInto(Scope &scope, mlir::OpBuilder &builder, mlir::Location location);

} // namespace dlc::importer
