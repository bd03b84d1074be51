// Calls from compiled code into the process that compiled it.
#pragma once

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dlc::codegen {
/// Calls a function of the host by its address, so that nothing has to be found by name: void (*)(Object *,
/// …), where what follows the object is integers of 64 bits and pointers.
void emitHostCall(mlir::ImplicitLocOpBuilder &builder, uint64_t function, uint64_t object,
                  mlir::ValueRange arguments);
/// The same with one number.
void emitHostCall(mlir::ImplicitLocOpBuilder &builder, uint64_t function, uint64_t object, int64_t number);
} // namespace dlc::codegen
