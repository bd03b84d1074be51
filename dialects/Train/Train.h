// The train dialect: how a network learns. Train.td describes its ops, TrainAttributes.td its optimizers.
#pragma once

#include "NN/NN.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace dlc::train {
/// Whether `type` is a tensor of f32 or f64 with rank 0: a loss, a learning rate.
bool isScalar(mlir::Type type);
/// Whether `type` is tensor<i64>: how often an optimizer has updated a variable.
bool isStepCount(mlir::Type type);
} // namespace dlc::train

#include "Train/TrainDialect.h.inc"

#include "Train/TrainInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "Train/TrainAttributes.h.inc"

#define GET_OP_CLASSES
#include "Train/TrainOps.h.inc"
