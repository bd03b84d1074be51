// The parts of nn-make-entry-points, one a file.
#pragma once

#include "Transforms/OptimizerState.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {
/// Puts each nn.batch_norm of a function into training mode: statistics of the batch, from which the running
/// ones in buffers follow. Where they are not read from buffers: an error if `strict`, else left as it is.
mlir::LogicalResult trainBatchNorms(nn::FuncOp function, bool strict);

/// Puts each nn.dropout of a function into training mode: a factor drawn from the state in a buffer, which
/// moves on. An error where it is not read from a buffer.
mlir::LogicalResult trainDropouts(nn::FuncOp function);
/// Elsewhere its input is its result.
void skipDropouts(nn::FuncOp function);

/// Replaces each nn.training of a function, those in bodies of loops and branches too, by its first region or
/// by its second one. In front of all else here, which looks at the function's own ops.
void resolveTraining(nn::FuncOp function, bool training);

/// Takes out the assignments of a function. What it reads after one is still what it would have assigned.
void discardAssignments(nn::FuncOp function);

/// Lets a function return, behind its results, the derivatives of the first of these with respect to the
/// parameters that it is computed from: `w.gradient` for @w. An error if there are none, or one is assigned.
mlir::LogicalResult returnGradients(nn::FuncOp function);

/// The value of a variable at the start of a function, in place of all that it reads of it.
mlir::Value readOnce(nn::FuncOp function, nn::VariableOp variable);
/// Gives a function other results.
void setResults(nn::FuncOp function, mlir::ValueRange results, llvm::ArrayRef<mlir::StringAttr> names);
/// Appends the derivatives of a function's first result with respect to these values: NAME.gradient.
void appendGradients(nn::FuncOp function, mlir::ValueRange wrt, llvm::ArrayRef<llvm::StringRef> names);

/// Functions that do not learn read the averages that recipes keep in place of the weights, once there is
/// one.
void readAverages(mlir::ModuleOp module, const OptimizerState &optimizers);
/// Parameters get the names of the averages that a trained model has of them: its file then fills them in.
mlir::LogicalResult renameToAverages(mlir::ModuleOp module, llvm::ArrayRef<std::string> weights);

/// Appends `@init(seed)` to the module, which gives each variable its initial value.
void addInitializer(mlir::ModuleOp module);
/// Appends `@reset_optimizer()`, which does so for the variables of optimizers.
void addOptimizerReset(mlir::ModuleOp module);
} // namespace dlc
