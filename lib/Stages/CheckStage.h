// What stages end with.
#pragma once

#include "Stages/Stages.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
#define GEN_PASS_DECL
#include "Stages/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "Stages/Passes.h.inc"

/// Verifies that the module holds nothing but the dialects and operations of these names.
void addContract(mlir::OpPassManager &passes, llvm::StringRef stage, llvm::ArrayRef<llvm::StringRef> allowed);
} // namespace dlc
