// LLVM's description of the machine that code is made for: registered once, made anew for each thread.
// Private to this library.
#pragma once

#include "Target/Architecture.h"

#include <llvm/Target/TargetMachine.h>
#include <memory>
#include <string>

namespace dlc {

const llvm::Target &llvmTarget(const Architecture &architecture);

/// Position-independent code, a section a function and a constant, so that the linker drops what is not used.
std::unique_ptr<llvm::TargetMachine> createMachine(const TargetDescription &target,
                                                   llvm::CodeGenOptLevel level);

/// The text of an llvm::Error, which is thereby handled.
std::string messageOf(llvm::Error error);

} // namespace dlc
