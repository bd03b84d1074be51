// In-process linking: the objects that a library would be made of become a Program that can be called at
// once.
#pragma once

#include "Model/Manifest.h"
#include "Target/Object.h"
#include "dlc/program.h"

#include <memory>
#include <string>
#include <vector>

namespace dlc {

/// Links `objects` (from emitObjects) and the Program of the manifest (emitProgramObject, done here). The
/// result owns the code: entry points may run as long as a copy of the pointer lives. Undefined symbols are
/// looked for in this process and, if the manifest says that the code is parallel, in `openmpLibraries`, of
/// which the first that can be loaded is taken (default: that of this build, then libomp.so.5). Throws
/// dlc::Error if the CPU lacks a feature that the code needs, if libomp is missing, or if symbols stay
/// undefined (they are named). Thread-safe; Programs do not see each other's symbols.
std::shared_ptr<const dlc_program> linkInProcess(const std::vector<Object> &objects, const Manifest &manifest,
                                                 const TargetOptions &options,
                                                 const std::vector<std::string> &openmpLibraries = {});

} // namespace dlc
