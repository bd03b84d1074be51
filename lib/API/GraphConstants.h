// Large constants of a network, which its text names and does not spell out: `dense_resource<name> :
// tensor<…>`. Comes in: a text with large literals, or one that names constants of a file. Goes out: a text
// without, and constants apart.
#pragma once

#include "API/DataSection.h"
#include "Model/Manifest.h"
#include "dlc/Error.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace dlc {

/// A constant apart from its text. The attribute belongs to the graph's context.
struct GraphConstant {
  std::string name;
  mlir::DenseElementsAttr value;
};

/// Constants of more bytes are kept apart.
inline constexpr std::size_t largeConstantBytes = 4096;

/// From a segment, whose size suits its type and shape. Throws Error for values of i1 other than 0 and 1.
GraphConstant constantOf(mlir::MLIRContext &context, const ModelSegment &segment);

/// The text with each literal of a large tensor, `dense<…> : tensor<…>`, replaced by a name; lines stay
/// lines. What does not parse stays, for the parser of the whole to complain about.
std::string takeOutConstants(std::string text, mlir::MLIRContext &context,
                             std::vector<GraphConstant> &constants);

/// Gives each `nn.constant`, and each `nn.variable` with an initial value, that names a constant its value:
/// of `constants`, or else of `data`, whose constants are then added to them. Those that nothing names are
/// removed. Errors on the op: a name that is nowhere, another type, a constant that is not dense.
mlir::LogicalResult fillInConstants(mlir::ModuleOp module, std::vector<GraphConstant> &constants,
                                    llvm::ArrayRef<NamedData> data = {});

/// The reverse, for printing: large constants of the module become names.
void nameConstants(mlir::ModuleOp module, std::vector<GraphConstant> &constants);

/// The elements, to be spelled out.
std::vector<NamedData> dataOf(llvm::ArrayRef<GraphConstant> constants);

/// As a Program carries it. `context` keeps the bytes.
ManifestConstant manifestConstant(const GraphConstant &constant,
                                  const std::shared_ptr<mlir::MLIRContext> &context);

} // namespace dlc
