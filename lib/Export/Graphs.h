// Blocks as graphs: the function, and the bodies of scans, loops and branches.
#pragma once

#include "Export/Session.h"

namespace dlc::exporter {

/// Writes the ops of a block, in order, but for its terminator. An op without an equivalent is decomposed
/// first, in the module; what cannot be, is added to the session's problems.
void writeOps(Session &session, ::onnx::GraphProto &graph, mlir::Block &block);

/// A body as a graph whose inputs are `inputs`, arguments of the block, and whose outputs are the values of
/// the terminator. `captured` arguments are values of the outside, which ONNX's graphs see.
std::shared_ptr<::onnx::GraphProto> bodyOf(Session &session, mlir::Block &block,
                                           llvm::ArrayRef<mlir::BlockArgument> inputs,
                                           llvm::ArrayRef<mlir::BlockArgument> captured,
                                           mlir::ValueRange captures, const std::string &name);

/// An output of a graph: a value under this name, copied if it is called otherwise.
void addOutput(Session &session, ::onnx::GraphProto &graph, mlir::Value value, const std::string &name);

} // namespace dlc::exporter
