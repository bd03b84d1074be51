// What ops do with a buffer, seen through its views, and through the kernels that it is an argument of.
#pragma once

#include "Codegen/Passes.h"

#include <optional>

namespace dlc::codegen {
/// An op that reads or writes a buffer.
struct Access {
  mlir::Operation *op;
  bool reads, writes;
};

/// What kernels do with their arguments, found once for each kernel of a module.
class KernelAccesses {
public:
  struct Kind {
    bool reads = false, writes = false;
  };
  using OfKernel = llvm::SmallVector<Kind>; ///< by argument

  explicit KernelAccesses(mlir::ModuleOp module) : symbols(module) {}

  /// Whether the callee is an outlined loop nest, and no function of the network that has memory of its own.
  bool isKernel(mlir::func::CallOp call);
  /// What the callee does with each argument; null if that is not known.
  const OfKernel *of(mlir::func::CallOp call);
  /// All ops that read or write a buffer, or a view of it; none if some may do so unseen.
  std::optional<llvm::SmallVector<Access>> to(mlir::Value buffer);

private:
  bool collect(mlir::Value buffer, llvm::SmallVectorImpl<Access> &found);

  mlir::SymbolTable symbols;
  llvm::DenseMap<mlir::Operation *, std::optional<OfKernel>> kernels;
};
} // namespace dlc::codegen
