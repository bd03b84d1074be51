// The loss that an inference network learns by.
#pragma once

#include "NN/NN.h"

#include "llvm/ADT/DenseMap.h"

#include <string>

namespace dlc::importer {

/// Adds the function `loss` to the module: what `predict` computes, and the loss of its one output. A softmax
/// or sigmoid at the end is a part of the loss, which is exact then. Refuses outputs that the loss does not
/// suit.
void addLoss(nn::FuncOp predict, const std::string &loss, llvm::DenseMap<mlir::Value, std::string> &names);

} // namespace dlc::importer
