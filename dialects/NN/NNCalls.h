// Calls whose operands have sizes in place of names that the callee has: a batch of 64 where it has any.
#pragma once

#include "NN/NN.h"

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <optional>
#include <string>

namespace dlc::nn {

/// What the names in a callee's types stand for in a call, so that operands and results have its types; no
/// names where they have those already. None if there is no such thing.
std::optional<std::map<std::string, int64_t>> sizesOfCall(FuncOp callee, mlir::TypeRange operands,
                                                          mlir::TypeRange results);

/// The types of a call's results: the callee's, with what its names stand for. None if the operands do not
/// suit.
std::optional<llvm::SmallVector<mlir::Type>> resultTypesOfCall(FuncOp callee, mlir::TypeRange operands);

/// Gives each call whose sizes differ from its callee's names a callee of its own: a private copy with these
/// sizes, one for all calls that have the same. Afterwards all calls have the types of their callees. Fails
/// with an error at the op that a size does not suit. Costs nothing where all calls have them.
mlir::LogicalResult instantiateCalls(mlir::ModuleOp module);

} // namespace dlc::nn
