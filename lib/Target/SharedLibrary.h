// The way back: a compiled .so becomes a Program again, as if it had been linked in-process.
#pragma once

#include "dlc/program.h"

#include <filesystem>
#include <memory>

namespace dlc {

/// Loads a library that writeLibrary wrote as .so. The code stays loaded as long as a copy of the pointer
/// lives. Throws dlc::Error if there is no such file, it is no library of dlc, is of another version, or
/// needs what this CPU lacks.
std::shared_ptr<const dlc_program> loadLibrary(const std::filesystem::path &path);

} // namespace dlc
