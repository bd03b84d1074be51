// What an entry point computes of constants and of variables that it does not write, such as weights in the
// order in which tiles read them: buffers, and the calls of kernels that write them. Behind outlining, when a
// kernel is one call that says what it reads and writes.
#pragma once

#include "Codegen/Memory/BufferAccess.h"

#include "llvm/ADT/SetVector.h"

namespace dlc::codegen {

/// Calls of one block that write the same buffers. Nothing else writes these, and nothing reads them before
/// the last of the calls.
struct PreparedUnit {
  mlir::Block *block; ///< of the function, or of a branch in it, where forms depend on sizes
  llvm::SmallVector<mlir::func::CallOp> calls; ///< in their order
  llvm::SmallVector<mlir::Value> buffers;      ///< in the order in which they are made
};

class PreparedUnits {
public:
  PreparedUnits(mlir::func::FuncOp function, KernelAccesses &accesses);

  /// In an order in which each comes behind those whose buffers it reads.
  llvm::ArrayRef<PreparedUnit> all() const { return units; }
  /// The variable that an argument of the function is; null if it is none, or the function writes it.
  mlir::FlatSymbolRefAttr variable(mlir::Value argument) const { return variables.lookup(argument); }

private:
  void find(mlir::Block &block);
  bool isPrepared(mlir::Value buffer, mlir::Block &block);
  bool isPreparation(mlir::Operation *op, mlir::Block &block);
  bool isKnown(mlir::Value value);
  void addUnits(mlir::Block &block, llvm::ArrayRef<mlir::Value> buffers);

  mlir::func::FuncOp function;
  KernelAccesses &accesses;
  llvm::DenseMap<mlir::Value, mlir::FlatSymbolRefAttr> variables;
  llvm::SetVector<mlir::Value> kept; ///< buffers that are thought to be prepared
  llvm::SmallVector<PreparedUnit, 0> units;
};

} // namespace dlc::codegen
