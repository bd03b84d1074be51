// The C header of a compiled library: typed, documented, C99 and C++.
#pragma once

#include "Model/Manifest.h"

#include <string>

namespace dlc {

/// The text of NAME.h. Says what is in the manifest and nothing else, so it is the same for .so, .a and .o.
std::string cHeader(const Manifest &manifest);

} // namespace dlc
