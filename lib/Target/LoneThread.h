// Parallel regions on one thread.
#pragma once

#include <llvm/IR/Module.h>

namespace dlc {

/// Makes each parallel region of a module a plain call where the calling thread would start no other one.
/// Even then LLVM's OpenMP run time sets a team up: it allocates and frees memory in each region. Left alone
/// is what asks the run time for more than its thread's number and how many there are.
void callRegionsOfOneThread(llvm::Module &module);

} // namespace dlc
