// Registration of LLVM's back end, and the options that every object of a model is made with.
#include "Target/Machine.h"

#include "dlc/Error.h"

#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/TargetSelect.h>

namespace dlc {

const llvm::Triple &targetTriple() {
  static const llvm::Triple triple("x86_64-unknown-linux-gnu");
  return triple;
}

const llvm::Target &hostTarget() {
  static const llvm::Target *target = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::InitializeNativeTargetAsmParser(); // for inline assembly
    std::string problem;
    const llvm::Target *found = llvm::TargetRegistry::lookupTarget(targetTriple(), problem);
    if (!found)
      throw Error("this LLVM makes no code for " + targetTriple().str() + ": " + problem);
    return found;
  }();
  return *target;
}

std::unique_ptr<llvm::TargetMachine> createMachine(const Cpu &cpu) {
  llvm::TargetOptions options;
  options.FunctionSections = true;
  options.DataSections = true;
  std::unique_ptr<llvm::TargetMachine> machine(
      hostTarget().createTargetMachine(targetTriple(), cpu.name, cpu.attributes, options, llvm::Reloc::PIC_,
                                       llvm::CodeModel::Small, llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    throw Error("LLVM cannot make code for " + targetTriple().str());
  return machine;
}

std::string messageOf(llvm::Error error) { return llvm::toString(std::move(error)); }

} // namespace dlc
