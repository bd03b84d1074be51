// Bodies of ops: subgraphs that run in a scan, a loop or a branch.
#pragma once

#include "Import/Scope.h"

namespace onnx {
class GraphProto;
}

namespace dlc::importer {

/// A body that is being written, in a region of its own.
class OpenBody {
public:
  OpenBody(Scope &outer, llvm::ArrayRef<mlir::Type> arguments, mlir::Location location);

  /// Imports a graph whose inputs are given into it, and gives the outputs.
  std::vector<Ref> import(const ::onnx::GraphProto &graph, llvm::ArrayRef<Ref> inputs);
  mlir::Value valueOf(Ref item) { return scope.valueOf(*item, location); }
  void yield(mlir::ValueRange values);
  mlir::Value argument(unsigned i) { return body.block.getArgument(i); }

  std::unique_ptr<mlir::Region> region;
  mlir::Location location;
  Body body;
  Scope scope;
};

/// An op with a region that was made; refuses, and erases it, if it does not verify.
void checkMade(mlir::Operation *op);

/// A scan along axis 0 of inputs, [length, …]. `write` is given carried values, then slices, and gives the
/// next carried values, then what is stacked.
mlir::Operation *
makeScan(Scope &scope, Emit &emit, mlir::ValueRange inits, mlir::ValueRange inputs, int64_t length,
         llvm::function_ref<llvm::SmallVector<mlir::Value>(Emit &, llvm::ArrayRef<mlir::Value>)> write);

} // namespace dlc::importer
