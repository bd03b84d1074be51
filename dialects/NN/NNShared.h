// Functions that are compiled once for several others.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace dlc {
/// Attribute of a private function that others call when everything else is inlined: `nn-inline-calls`
/// decides which. It stands in the module before all that call it, and has its sizes and variables as they
/// have.
inline constexpr llvm::StringLiteral kShared = "nn.shared";
} // namespace dlc
