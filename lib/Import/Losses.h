// The loss that an inference network learns by.
#pragma once

#include "NN/NN.h"

#include "llvm/ADT/DenseMap.h"

#include <map>
#include <string>

namespace onnx {
class FunctionProto;
}

namespace dlc::importer {
struct Session;

/// Adds the function `loss` to the module: what `predict` computes, and the loss of its one output. A softmax
/// or sigmoid at the end is a part of the loss, which is exact then. Refuses outputs that the loss does not
/// suit.
void addLoss(nn::FuncOp predict, const std::string &loss, llvm::DenseMap<mlir::Value, std::string> &names);

/// Adds the function `loss` of another module, with all that it needs there. What it takes under the name of
/// an output or an input of the network is that; if it names no output, its first parameter is the first one.
/// All else are inputs of the function that is added.
void addLossOf(nn::FuncOp predict, mlir::ModuleOp text, llvm::DenseMap<mlir::Value, std::string> &names);

/// The function of the file that is called so, NAME or DOMAIN.NAME; null if there is none.
const ::onnx::FunctionProto *lossFunctionNamed(const Session &session, llvm::StringRef name);
/// The same for such a function, whose first output is the loss. It has no types: an input that it calls
/// `label` or `labels` is that of a class for each row of the first output, all others are of that one's
/// type. What cannot be imported is among the problems of the session.
void addLossFunction(nn::FuncOp predict, Session &session, const std::map<std::string, int64_t> &opsets,
                     const ::onnx::FunctionProto &function, llvm::DenseMap<mlir::Value, std::string> &names);

} // namespace dlc::importer
