// Passes that expand train ops into nn ops; Passes.td describes each.
#pragma once

#include "NN/NN.h"
#include "Train/Train.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dlc {
#define GEN_PASS_DECL
#include "Autodiff/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Autodiff/Passes.h.inc"
} // namespace dlc
