// From a manifest to the constant `dlc_program` (include/dlc/program.h) as LLVM IR, and from there to an
// object like those of the code.
#pragma once

#include "Model/Manifest.h"
#include "Target/DataObject.h"
#include "Target/Object.h"

namespace dlc {

/// The symbol of the constant. It is hidden, so models in one program do not clash.
inline constexpr const char *programSymbol = "dlc_program";

/// Whether the constants of the graph are copied into the object, or stay where they are in this process;
/// those that code reads are always copied, to memory that is aligned.
enum class BytesOfConstants { Copied, Referenced };

/// Adds the constant and all that it points to, initial values included, to a module. Entry functions are
/// declared. Throws dlc::Error if the manifest breaks a rule (findProblem). With `apart`, large bytes that
/// would be copied are declared too, and listed there.
void addProgram(llvm::Module &module, const Manifest &manifest, BytesOfConstants how,
                std::vector<DataBlob> *apart = nullptr);

/// A module with the Program alone, compiled, for this process: the graph's constants are referenced.
Object emitProgramObject(const Manifest &manifest, const TargetOptions &options);

} // namespace dlc
