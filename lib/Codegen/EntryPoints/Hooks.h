// Calls from a step that several processes share into the process that compiled it.
#pragma once

#include "mlir/Pass/Pass.h"

namespace dlc {
/// On an argument of a function whose results have become buffers: which result it is.
inline constexpr llvm::StringLiteral kResult = "dlc.result";

#define GEN_PASS_DECL
#include "Codegen/EntryPoints/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Codegen/EntryPoints/Passes.h.inc"
} // namespace dlc
