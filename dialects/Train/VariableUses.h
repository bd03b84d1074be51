// Which variables ops read and assign, themselves and by what they call, and what that means for derivatives.
#pragma once

#include "NN/NN.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

namespace dlc {

struct VariableUses {
  llvm::StringSet<> read, assigned;
};

/// What an op reads and assigns, in its regions and in functions that are called, too.
VariableUses usesOf(mlir::Operation *op);

/// A derivative is one with respect to the uses of a value in its function. Where that value is read from a
/// variable: what else these values are computed from that reads the same value of it, another `nn.read` or
/// the call of a function that does. Its part is none of the derivative. Null if there is none,
/// and for what is itself among the values that the derivative is taken with respect to.
mlir::Operation *findOtherRead(nn::ReadOp read, mlir::ValueRange values, mlir::ValueRange wrt);

/// The ops of their function that values of floats are computed by, as far as derivatives go back.
llvm::SetVector<mlir::Operation *> opsBehind(mlir::ValueRange values);

} // namespace dlc
