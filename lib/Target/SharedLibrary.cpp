// The Program's function is called NAME_program, and nothing outside says NAME: it is looked up in the symbol
// table, before any code of the file runs.
#include "Target/SharedLibrary.h"

#include "Support/Cpu.h"
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

/// What dlopen gives, and the name of the Program's function in it.
static std::pair<std::shared_ptr<void>, std::string> open(const std::filesystem::path &path) {
  std::string function = findProgramFunction(path.string());
  // With a slash, or it would be searched for in the system's folders.
  void *library = ::dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    throw Error(path.string() + ": cannot load: " + ::dlerror());
  return {std::shared_ptr<void>(library, [](void *handle) { ::dlclose(handle); }), function};
}

std::shared_ptr<const dlc_program> loadLibrary(const std::filesystem::path &path) {
  const auto [owner, function] = open(path);
  auto get = reinterpret_cast<const dlc_program *(*)()>(::dlsym(owner.get(), function.c_str()));
  const dlc_program *program = get ? get() : nullptr;
  if (!program || program->magic != DLC_PROGRAM_MAGIC)
    throw Error(path.string() + ": not a library compiled by dlc: " + function + " gives no Program");
  if (program->version != DLC_PROGRAM_VERSION)
    throw Error(path.string() + ": made by another dlc: its Program has version " +
                std::to_string(program->version) + ", this dlc reads " + std::to_string(DLC_PROGRAM_VERSION));
  checkCpuHas(program->cpu, program->cpu_features);
  return {owner, program};
}

SelftestResult runSelftest(const std::filesystem::path &path) {
  const std::shared_ptr<const dlc_program> program = loadLibrary(path);
  const auto [library, function] = open(path);
  const std::string prefix = function.substr(0, function.size() - std::string_view("program").size());
  const auto find = [&, handle = library.get()](const char *name) {
    return ::dlsym(handle, (prefix + name).c_str());
  };
  const auto create = reinterpret_cast<int (*)(void **)>(find("create"));
  const auto createFor = reinterpret_cast<int (*)(const char *, void **)>(find("create_for"));
  const auto test = reinterpret_cast<int (*)(void *)>(find("selftest"));
  const auto message = reinterpret_cast<const char *(*)(void *)>(find("message"));
  const auto destroy = reinterpret_cast<void (*)(void *)>(find("destroy"));
  if (!test || !create || !message || !destroy)
    throw Error(path.string() + ": has no self-test: compile it with --with-selftest");
  SelftestResult result;
  // What this CPU can run is that which was chosen, and what needs less.
  for (const dlc_program *code = program.get(); code; code = code->fallback) {
    size_t length = 0;
    if (dlc_support_missing_feature(code->cpu_features, &length))
      continue;
    void *model = nullptr;
    int status = createFor ? createFor(code->cpu, &model) : create(&model);
    if (!status)
      status = test(model);
    const std::string said = message(model);
    destroy(model);
    if (status)
      throw Error(path.string() + ": " + (createFor ? "code for " + std::string(code->cpu) + ": " : "") +
                  said);
    result.cpus.emplace_back(code->cpu);
  }
  for (int32_t i = 0; i < program->entry_count; ++i)
    if (const int32_t role = program->entries[i].role;
        role != DLC_ENTRY_INIT && role != DLC_ENTRY_RESET_OPTIMIZER)
      result.functions.emplace_back(program->entries[i].name);
  return result;
}

} // namespace dlc
