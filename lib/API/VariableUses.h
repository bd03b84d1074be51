// Which variables a function reads and gives new values, itself and by what it calls.
#pragma once

#include "NN/NN.h"

#include "llvm/ADT/StringSet.h"

namespace dlc {

struct VariableUses {
  llvm::StringSet<> read, assigned;
};

VariableUses usesOf(nn::FuncOp function);
/// Those of the function that is called.
VariableUses usesOf(nn::CallOp call);

} // namespace dlc
