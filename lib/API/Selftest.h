// What a compiled library proves itself with.
#pragma once

#include "Model/Manifest.h"
#include "dlc/Program.h"

namespace dlc {

/// Calls every entry point of a program that has the library's manifest, but those that initialise variables,
/// and keeps inputs and outputs. The program gets the manifest's initial values, or is
/// initialised; it is of no other use afterwards. Throws dlc::Error if an entry point takes none of the sizes
/// that are tried.
ManifestSelftest makeSelftest(Program program, const Manifest &manifest);

} // namespace dlc
