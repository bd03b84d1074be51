// Where nodes are imported: the body that ops are written into, and the names that are visible there.
#pragma once

#include "Import/Emit.h"
#include "Import/Errors.h"
#include "Import/Import.h"
#include "Import/Item.h"
#include "Import/Names.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/GlobPattern.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>

namespace onnx {
class AttributeProto;
class FunctionProto;
class GraphProto;
class NodeProto;
} // namespace onnx

namespace dlc::importer {

/// A block that ops are written into, with the values of surrounding bodies that it captures: ops with bodies
/// are isolated, so each capture is an argument behind those that the op itself gives.
class Body {
public:
  Body(mlir::MLIRContext *context, mlir::Block &block, Body *parent)
      : context(context), block(block), parent(parent) {}

  /// A value of this body or a surrounding one as one of this.
  mlir::Value local(mlir::Value value);
  mlir::Value constant(Emit &emit, mlir::DenseElementsAttr value);

  mlir::MLIRContext *context;
  mlir::Block &block;
  Body *parent;
  llvm::SmallVector<mlir::Value> captures; ///< in the surrounding body
  llvm::DenseMap<mlir::Value, mlir::Value> captured;

private:
  llvm::DenseMap<mlir::Attribute, mlir::Value> constants;
};

/// What is common to all of a file.
struct Session {
  mlir::MLIRContext *context = nullptr;
  mlir::ModuleOp module;
  std::string folder;
  Problems problems;
  /// Of the model, by domain, name and overload.
  std::map<std::tuple<std::string, std::string, std::string>, const ::onnx::FunctionProto *> functions;
  /// A dimension of an argument of the function that is a named size alone, to take it as a value.
  std::map<int64_t, std::pair<mlir::Value, int64_t>> anchors;
  llvm::DenseMap<mlir::Value, std::string> names;
  UniqueNames variables;
  mlir::Operation *lastWeight = nullptr; ///< the variable that was made last of one; null: none was
  /// What the file states of values of its graph that are made by nodes.
  llvm::StringMap<nn::SizedTensorType> stated;
  Body *top = nullptr; ///< of the function
  bool trains = false; ///< weights become variables
  bool dynamicBatch = false;
  std::vector<llvm::GlobPattern> frozen;
  int depth = 0;     ///< of functions and subgraphs that are open
  int64_t nodes = 0; ///< imported so far, with those of functions and unrolled loops
};

/// Names of one graph or function. A scope sees those of the scope around it, if it is a subgraph.
class Scope {
public:
  Scope(Session &session, Body &body, Scope *outer, std::map<std::string, int64_t> opsets)
      : session(session), body(body), outer(outer), opsets(std::move(opsets)) {}

  /// Null if there is none of that name.
  Ref find(const std::string &name) const;
  void define(const std::string &name, Ref item) { items[name] = std::move(item); }

  /// The tensor as a value of this scope's body.
  mlir::Value valueOf(Item &item, mlir::Location location);

  /// Whether a constant of the file becomes a variable where it is read as a tensor.
  bool isTrainable(const Item &item) const;

  /// The operator set of a domain; refuses one that the model does not import.
  int64_t opsetOf(const std::string &domain) const;

  /// Imports nodes in an order in which each comes behind what it reads. What cannot be imported is added to
  /// the session's problems, its outputs are failed items.
  template <typename Nodes> void import(const Nodes &nodes);
  void importNode(const ::onnx::NodeProto &node);

  Session &session;
  Body &body;
  Scope *outer;
  std::map<std::string, int64_t> opsets;
  /// What a function's attributes are in this call.
  std::map<std::string, const ::onnx::AttributeProto *> attributes;

private:
  std::map<std::string, Ref> items;
};

/// Defines the constants of a graph. `rawData`, if given, has the bytes of those that have none in the graph,
/// and `release` is called when they are no longer needed.
void defineInitializers(
    Scope &scope, const ::onnx::GraphProto &graph, llvm::ArrayRef<llvm::StringRef> rawData = {},
    llvm::function_ref<void()> release = [] {});
/// Imports a graph whose inputs are given; refuses if anything in it is.
void importGraphInto(Scope &scope, const ::onnx::GraphProto &graph, llvm::ArrayRef<Ref> inputs,
                     std::vector<Ref> &outputs);
/// Imports a subgraph into a scope of the same body, its inputs being given, and gives its outputs.
std::vector<Ref> importInline(Scope &outer, const ::onnx::GraphProto &graph, llvm::ArrayRef<Ref> inputs);

} // namespace dlc::importer
