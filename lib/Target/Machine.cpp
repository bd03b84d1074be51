// Registration of LLVM's back ends, and the options that every object of a model is made with.
#include "Target/Machine.h"

#include "dlc/Error.h"

#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/Error.h>
#include <map>
#include <mutex>

namespace dlc {

const llvm::Target &llvmTarget(const Architecture &architecture) {
  static std::mutex mutex;
  static std::map<const Architecture *, const llvm::Target *> targets;
  std::lock_guard lock(mutex);
  const llvm::Target *&target = targets[&architecture];
  if (!target) {
    architecture.initialize();
    std::string problem;
    target = llvm::TargetRegistry::lookupTarget(llvm::Triple(architecture.triple), problem);
    if (!target)
      throw Error("this LLVM makes no code for " + std::string(architecture.triple) + ": " + problem);
  }
  return *target;
}

std::unique_ptr<llvm::TargetMachine> createMachine(const TargetDescription &target,
                                                   llvm::CodeGenOptLevel level) {
  llvm::TargetOptions options;
  options.FunctionSections = true;
  options.DataSections = true;
  const Architecture &architecture = architectureOf(target.triple);
  options.MCOptions.ABIName = architecture.abi;
  std::unique_ptr<llvm::TargetMachine> machine(
      llvmTarget(architecture)
          .createTargetMachine(llvm::Triple(target.triple), target.cpu, target.attributes, options,
                               architecture.isWasm ? llvm::Reloc::Static : llvm::Reloc::PIC_,
                               llvm::CodeModel::Small, level));
  if (!machine)
    throw Error("LLVM cannot make code for " + target.triple);
  machine->setO0WantsFastISel(true);
  return machine;
}

std::string messageOf(llvm::Error error) { return llvm::toString(std::move(error)); }

} // namespace dlc
