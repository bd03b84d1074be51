// Calls of OpenMP's run time, and what they take.
#pragma once

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"

namespace dlc::codegen {
class OpenMPCalls {
public:
  explicit OpenMPCalls(mlir::ModuleOp module)
      : module(module), symbols(module), pointer(mlir::LLVM::LLVMPointerType::get(module.getContext())) {}

  /// A number that a function of OpenMP gives, as an index: "omp_get_thread_num".
  mlir::Value ask(mlir::ImplicitLocOpBuilder &b, llvm::StringRef name);
  /// All threads call `task` with the address of the record.
  void fork(mlir::ImplicitLocOpBuilder &b, mlir::LLVM::LLVMFuncOp task, mlir::Value record);
  /// Threads wait for all others. `number`: of the thread, an i32 that the run time counts by.
  void barrier(mlir::ImplicitLocOpBuilder &b, mlir::Value number);

  mlir::SymbolTable &table() { return symbols; }

private:
  mlir::LLVM::LLVMFuncOp declared(llvm::StringRef name, llvm::ArrayRef<mlir::Type> arguments,
                                  bool isVariadic);
  /// The run time's description of a place in a program (ident_t), of none in particular.
  mlir::Value ident(mlir::ImplicitLocOpBuilder &b);

  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  mlir::Type pointer;
};
} // namespace dlc::codegen
