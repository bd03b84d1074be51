// From modules to the manifest of a Program: what it is made of is read off the nn module, before lowering
// loses names and roles; sizes of arenas off what code generation made of it.
#pragma once

#include "Model/Manifest.h"
#include "dlc/Weights.h"

#include "mlir/IR/BuiltinOps.h"

namespace dlc {
class ModelFile;

/// Variables, entry points, class names and normalisation of a module of nn whose state is lifted. Private
/// functions are no entry points. The symbol of an entry is `symbolPrefix` and its name.
Manifest manifestOf(mlir::ModuleOp module, llvm::StringRef symbolPrefix = "");

/// Fills in the arenas of each entry from the attributes `dlc.fixed_arena_bytes`, and `dlc.batch_arena_bytes`
/// or `dlc.measure`, of the function that has its symbol. Throws Error if one is missing.
void addArenas(Manifest &manifest, mlir::ModuleOp lowered);

/// Borrows the values of variables from a file, which must outlive the manifest. Variables of an optimizer
/// may be missing in it. Throws Error with both sides if another is, or has another type or shape.
void addWeights(Manifest &manifest, const ModelFile &weights);
void addWeights(Manifest &manifest, const Weights &weights);

} // namespace dlc
