// Calls of the address sanitizer's run time, which is given what lies between the buffers of an arena.
#pragma once

#include "Codegen/Passes.h"

namespace dlc::codegen {

/// Bytes of an arena that belong to no buffer: from `begin` to `end`, offsets that are known at the start of
/// a function.
struct Gap {
  mlir::Value arena, begin, end;
};

/// Poisons the gaps where `b` stands, in the entry block of `function`, and takes it back before each return:
/// the memory is the caller's.
void poisonGaps(mlir::OpBuilder &b, mlir::func::FuncOp function, mlir::ArrayRef<Gap> gaps);

} // namespace dlc::codegen
