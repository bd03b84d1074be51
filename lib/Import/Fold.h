// What folding is made of: computations on elements that are known (FoldTensors.cpp moves them, Fold.cpp
// calculates with them).
#pragma once

#include "Import/Node.h"

namespace dlc::importer {

/// Outputs of an op that moves elements, or repeats or drops them; false if it is no such op, or if what it
/// asks for is not known.
bool foldMove(Node &node);

/// Calls `visit` with the index of each element of a shape, in row-major order.
void forEachIndex(llvm::ArrayRef<int64_t> shape, llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);
/// The position of an index that broadcasts to the shape, aligned at the end.
int64_t broadcastPosition(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> index);

} // namespace dlc::importer
