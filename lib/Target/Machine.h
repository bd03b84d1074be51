// LLVM's description of the machine that code is made for: registered once, made anew for each thread.
// Private to the room.
#pragma once

#include "Target/Cpu.h"

#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Triple.h>
#include <memory>
#include <string>

namespace dlc {

/// x86-64 Linux, the one platform that there is.
const llvm::Triple &targetTriple();

const llvm::Target &hostTarget();

/// Position-independent code, a section a function and a constant, so that the linker drops what is not used.
std::unique_ptr<llvm::TargetMachine> createMachine(const Cpu &cpu);

/// The text of an llvm::Error, which is thereby handled.
std::string messageOf(llvm::Error error);

} // namespace dlc
