// Passes on nn that prepare a module; Passes.td describes each.
#pragma once

#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
/// What a model is compiled for.
enum class EntryPointMode { predict, evaluate, train };

#define GEN_PASS_DECL
#include "Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Transforms/Passes.h.inc"
} // namespace dlc
