// The function `loss` of a network while it is written.
#pragma once

#include "Import/Emit.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"

#include <string>

namespace dlc::importer {

/// A copy of `predict`, whose inputs and outputs are at hand, and which ends where a loss begins.
class LossFunction {
public:
  LossFunction(nn::FuncOp predict, llvm::DenseMap<mlir::Value, std::string> &names);

  /// The value of an output or an input of the network; null if it has none of that name.
  mlir::Value find(llvm::StringRef name);
  /// Refuses the name of an input that the network has.
  mlir::Value addInput(llvm::StringRef name, mlir::Type type);
  void finish(mlir::ValueRange results, llvm::ArrayRef<std::string> names);

  mlir::OpBuilder builder;
  Emit emit;
  mlir::IRMapping mapping; ///< from values of `predict`
  nn::FuncOp function;
  llvm::SmallVector<mlir::Value> outputs;
};

} // namespace dlc::importer
