// The nn dialect: what a network computes. See README.md for the rationale and NN*.td for the ops.
#pragma once

#include "NN/NNCost.h"
#include "NN/NNProducers.h"
#include "NN/NNSizes.h"
#include "NN/NNWindow.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <algorithm>
#include <memory>

namespace dlc::nn {
enum class ElementClass { Float, Number, Integer, Index, Bool, Any };

/// Whether `type` is a ranked tensor of the class whose dynamic sizes are known by name.
bool isTensorOf(mlir::Type type, ElementClass elements);
/// Whether `type` is tensor<2xi64>: key and counter of the random generator.
bool isRandomState(mlir::Type type);

/// The NumPy broadcast of shapes, aligned at the end; failure if two sizes differ and neither is 1.
mlir::FailureOr<llvm::SmallVector<int64_t>> broadcastShapes(llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes);
/// Axes as distinct non-negative numbers, ascending; all axes where there is no attribute. Failure: out of
/// range or twice.
mlir::FailureOr<llvm::SmallVector<int64_t>> normalizedAxes(std::optional<llvm::ArrayRef<int64_t>> axes,
                                                           int64_t rank);
/// A shape as people write it: [?, 3, 4].
std::string shapeText(llvm::ArrayRef<int64_t> shape);

class Composer; // NNComposer.h
} // namespace dlc::nn

namespace dlc {
/// Attribute of a function whose state was lifted: the variables behind its last arguments.
inline constexpr llvm::StringLiteral kStateArguments = "nn.state_arguments";
/// Attribute of an argument or a result of a lowered function: what its dynamic sizes are.
inline constexpr llvm::StringLiteral kSizes = "nn.sizes";
/// Attribute of a function: sizes beside those of its arguments and results that no call may make negative.
inline constexpr llvm::StringLiteral kLimits = "nn.limits";
/// The variables whose next versions are the function's last results.
inline constexpr llvm::StringLiteral kStateResults = "nn.state_results";
/// Of a step that may recompute: a dictionary of `bytes`, `bytes_before`, `flops` and `flops_more`,
/// estimated.
inline constexpr llvm::StringLiteral kRecomputed = "nn.recomputed";
} // namespace dlc

#include "NN/NNDialect.h.inc"
#include "NN/NNEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "NN/NNAttributes.h.inc"

#include "NN/NNInterfaces.h.inc"

#define GET_OP_CLASSES
#include "NN/NNOps.h.inc"
