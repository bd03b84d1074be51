// The way back: a compiled .so becomes a Program again, as if it had been linked in-process.
#pragma once

#include "dlc/program.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dlc {

/// Loads a library that writeLibrary wrote as .so. The code stays loaded as long as a copy of the pointer
/// lives. Throws dlc::Error if there is no such file, it is no library of dlc, is of another version, or
/// needs what this CPU lacks.
std::shared_ptr<const dlc_program> loadLibrary(const std::filesystem::path &path);

/// What a self-test has called: entry points, with the code for each of these CPUs.
struct SelftestResult {
  std::vector<std::string> functions, cpus;
};

/// Runs the self-test of such a library with all code that this CPU can run. Throws dlc::Error with its
/// message if it fails, or if the library has none.
SelftestResult runSelftest(const std::filesystem::path &path);

} // namespace dlc
