// Passes on nn that prepare a module; Passes.td describes each.
#pragma once

#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
/// What a model is compiled for.
enum class EntryPointMode { predict, evaluate, train };

/// What nn-split-steps calls the halves of a function.
inline constexpr llvm::StringLiteral kGradientsSuffix = "_gradients", kUpdateSuffix = "_update";

#define GEN_PASS_DECL
#include "Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Transforms/Passes.h.inc"
} // namespace dlc
