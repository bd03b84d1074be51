// Passes on nn that prepare a module; Passes.td describes each.
#pragma once

#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
/// What a model is compiled for.
enum class EntryPointMode { predict, evaluate, train };
/// The optimizer of a training step that nn-make-entry-points writes.
enum class OptimizerKind { none, sgd, momentum, adam };

#define GEN_PASS_DECL
#include "Transforms/Passes.h.inc"

/// Attribute of a function whose state was lifted: the variables behind its last arguments.
inline constexpr llvm::StringLiteral kStateArguments = "nn.state_arguments";
/// The variables whose next versions are the function's last results.
inline constexpr llvm::StringLiteral kStateResults = "nn.state_results";

#define GEN_PASS_REGISTRATION
#include "Transforms/Passes.h.inc"
} // namespace dlc
