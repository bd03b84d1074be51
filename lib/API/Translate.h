// From a module in the LLVM dialect to LLVM modules that can be compiled at once. Here, where MLIR and Target
// meet: Target takes LLVM modules, stages give MLIR.
#pragma once

#include "Target/Object.h"

#include "mlir/IR/BuiltinOps.h"

#include <vector>

namespace dlc {

/// Translates a module whose context can translate (registerTranslations) into parts of about equal size, at
/// most `maximum`, each with a context of its own. How functions are distributed follows from the module
/// alone, so that objects are the same on every machine. Every function is defined in one part and declared
/// where others call it; constants are repeated. Functions that are
/// glue (isGlue) are in a part of their own, which is the last. Throws Error with the diagnostics if an op
/// has no translation.
std::vector<ModuleAndContext> translate(mlir::ModuleOp module, unsigned maximum = 8);

/// Lets modules of a context be translated: the dialect LLVM.
void registerTranslations(mlir::DialectRegistry &registry);

} // namespace dlc
