// Large constants of a network are in a Program, for the files that it writes; code reads them there, and has
// no copy of its own. Private to this library.
#pragma once

#include "Model/Manifest.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace dlc {

/// Behind the last stage: each constant of the module whose bytes are those of one of the network's becomes a
/// declaration. Its symbol follows from the bytes alone, since code that is kept may be that of a network
/// which calls its constants otherwise. Returns these symbols, sorted.
std::vector<std::string> shareConstants(mlir::ModuleOp module,
                                        const std::vector<ManifestConstant> &constants);

/// Gives the constants of a manifest that have one of these symbols the symbol.
void markShared(Manifest &manifest, const std::vector<std::string> &symbols);

} // namespace dlc
