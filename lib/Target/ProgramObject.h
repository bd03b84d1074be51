// From a manifest to the constant `dlc_program` (include/dlc/program.h) as LLVM IR, and from there to an
// object like those of the code.
#pragma once

#include "Model/Manifest.h"
#include "Target/Object.h"

#include <string>

namespace dlc {

/// NAME_program: the symbol of the constant, where NAME is the model's name as a C identifier.
std::string programSymbol(const Manifest &manifest);

/// Adds the constant and all that it points to, initial values included, to a module. Entry functions are
/// declared. Throws dlc::Error if the manifest breaks a rule (findProblem).
void addProgram(llvm::Module &module, const Manifest &manifest);

/// A module with the Program alone, compiled.
Object emitProgramObject(const Manifest &manifest, const TargetOptions &options);

} // namespace dlc
