// The architectures that there are.
#include "Target/Architecture.h"

#include "dlc/Error.h"

#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/Triple.h>

namespace dlc {
static const Architecture *const architectures[] = {&x86(), &aarch64(), &riscv64(), &wasm32()};

static const Architecture *find(const llvm::Triple &wanted) {
  for (const Architecture *architecture : architectures) {
    llvm::Triple triple(architecture->triple);
    if (triple.getArch() == wanted.getArch() && triple.getOS() == wanted.getOS() &&
        triple.getEnvironment() == wanted.getEnvironment())
      return architecture;
  }
  return nullptr;
}

const Architecture &hostArchitecture() {
  static const Architecture *const host = [] {
    const Architecture *found = find(llvm::Triple(llvm::sys::getProcessTriple()));
    if (!found)
      throw Error("dlc makes no code for this machine, " + llvm::sys::getProcessTriple());
    return found;
  }();
  return *host;
}

const Architecture &architectureOf(std::string_view triple) {
  if (const Architecture *found = find(llvm::Triple(llvm::Triple::normalize(triple))))
    return *found;
  std::string known;
  for (const Architecture *architecture : architectures)
    known += (known.empty() ? "" : ", ") + std::string(architecture->triple);
  throw Error("unknown target '" + std::string(triple) + "'; dlc makes code for " + known);
}

} // namespace dlc
