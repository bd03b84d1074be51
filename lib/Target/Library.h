// Ahead-of-time output: the objects of a model become a library that needs libc, libm and, if parallel,
// libomp, with a C header beside it.
#pragma once

#include "Model/Manifest.h"
#include "Target/Object.h"

#include <filesystem>
#include <vector>

namespace dlc {

struct LibraryFiles {
  std::filesystem::path library, header;
};

/// Writes `path` and beside it a header of the same stem (liblenet.so and liblenet.h). The suffix decides:
/// .so, .a, or .o (one relocatable file). Of all names in them only NAME_* can be seen from outside, NAME
/// being the model's name as a C identifier. Both files are replaced whole, and only after everything else
/// has succeeded. Throws dlc::Error for another suffix, a broken manifest, a failing linker (with its output)
/// or system.
LibraryFiles writeLibrary(const std::filesystem::path &path, const std::vector<Object> &objects,
                          const Manifest &manifest, const TargetOptions &options);

} // namespace dlc
