// The train dialect: how a network learns. Train.td describes its ops.
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "Train/TrainDialect.h.inc"

#define GET_OP_CLASSES
#include "Train/TrainOps.h.inc"
