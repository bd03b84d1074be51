// The Program's function is called NAME_program, and nothing outside says NAME: it is looked up in the symbol
// table, before any code of the file runs.
#include "Target/SharedLibrary.h"

#include "Target/Machine.h"
#include "Target/TargetDescription.h"
#include "dlc/Error.h"

#include <dlfcn.h>
#include <llvm/Object/ELFObjectFile.h>

namespace dlc {

static std::string findProgramFunction(const std::string &path) {
  auto file = llvm::object::ObjectFile::createObjectFile(path);
  if (!file)
    throw Error(path + ": cannot read as a library: " + messageOf(file.takeError()));
  if (const auto *elf = llvm::dyn_cast<llvm::object::ELFObjectFileBase>(file->getBinary()))
    for (llvm::object::ELFSymbolRef symbol : elf->getDynamicSymbolIterators()) {
      llvm::Expected<llvm::StringRef> name = symbol.getName();
      if (!name)
        throw Error(path + ": cannot read its symbols: " + messageOf(name.takeError()));
      if (name->ends_with("_program") && symbol.getELFType() == llvm::ELF::STT_FUNC)
        return name->str();
    }
  throw Error(path + ": not a library compiled by dlc: it exports no NAME_program");
}

std::shared_ptr<const dlc_program> loadLibrary(const std::filesystem::path &path) {
  std::string function = findProgramFunction(path.string());
  // With a slash, or it would be searched for in the system's folders.
  void *library = ::dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw Error(path.string() + ": cannot load: " + ::dlerror());
  std::shared_ptr<void> owner(library, [](void *handle) { ::dlclose(handle); });
  auto get = reinterpret_cast<const dlc_program *(*)()>(::dlsym(library, function.c_str()));
  const dlc_program *program = get ? get() : nullptr;
  if (!program || program->magic != DLC_PROGRAM_MAGIC)
    throw Error(path.string() + ": not a library compiled by dlc: " + function + " gives no Program");
  if (program->version != DLC_PROGRAM_VERSION)
    throw Error(path.string() + ": made by another dlc: its Program has version " +
                std::to_string(program->version) + ", this dlc reads " + std::to_string(DLC_PROGRAM_VERSION));
  checkCpuHas(program->cpu, program->cpu_features);
  return {owner, program};
}

} // namespace dlc
