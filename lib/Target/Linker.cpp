// A subprocess rather than lld's library: that keeps global state, may end the process, and is not in
// Debian's shared LLVM.
#include "Target/Linker.h"

#include "Target/Architecture.h"
#include "Target/Machine.h"
#include "dlc/Error.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ObjCopy/ConfigManager.h>
#include <llvm/ObjCopy/ObjCopy.h>
#include <llvm/Object/Binary.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Program.h>
#include <llvm/Support/raw_ostream.h>
#include <stdlib.h>
#include <system_error>

namespace dlc {
namespace fs = std::filesystem;

Object supportObject(const TargetDescription &target, bool freestanding) {
  const Architecture &architecture = architectureOf(target.triple);
  std::span<const char> bytes = freestanding ? architecture.freestanding() : architecture.support();
  if (bytes.empty() && architecture.isWasm)
    throw Error("libraries for " + target.triple + " are freestanding (--freestanding): there is no system");
  if (bytes.empty())
    throw Error("this build of dlc makes no libraries for " + target.triple +
                " but freestanding ones: the C headers of that target were missing when it was built "
                "(docs/dependencies.md)");
  return Object(bytes.begin(), bytes.end());
}

namespace {
/// A folder that goes away with what is in it.
class Workspace {
public:
  Workspace() {
    std::error_code error;
    fs::path base = fs::temp_directory_path(error);
    std::string pattern = ((error ? fs::path("/tmp") : base) / "dlc-link-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
      throw Error(pattern +
                  ": cannot create a folder for linking: " + std::generic_category().message(errno));
    folder = pattern;
  }
  ~Workspace() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  Workspace(const Workspace &) = delete;
  Workspace &operator=(const Workspace &) = delete;

  std::string path(const std::string &name) const { return (folder / name).string(); }

  std::string write(const std::string &name, const Object &bytes) const {
    std::ofstream stream(folder / name, std::ios::binary);
    stream.write(bytes.data(), std::streamsize(bytes.size()));
    if (!stream.flush())
      throw Error(path(name) + ": cannot write: " + std::generic_category().message(errno));
    return path(name);
  }

  Object read(const std::string &name) const {
    std::ifstream stream(folder / name, std::ios::binary);
    return Object(std::istreambuf_iterator<char>(stream), {});
  }

  /// In parts, as the file may be large.
  void copy(const std::string &name, AtomicFile &to) const {
    std::ifstream stream(folder / name, std::ios::binary);
    std::vector<char> part(1 << 20);
    while (stream.read(part.data(), std::streamsize(part.size())) || stream.gcount() > 0)
      to.write(std::as_bytes(std::span(part).first(static_cast<size_t>(stream.gcount()))));
    if (!stream.eof() || stream.bad())
      throw Error(path(name) + ": cannot read: " + std::generic_category().message(errno));
  }

private:
  fs::path folder;
};
} // namespace

static std::string findLinker(const char *known = DLC_LLD,
                              std::initializer_list<const char *> names = {"ld.lld-22", "ld.lld"}) {
  // First the one that this build was made with: the same generation as the LLVM that wrote the objects.
  if (llvm::sys::fs::can_execute(known))
    return known;
  for (const char *name : names)
    if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name))
      return *found;
  throw Error("the linker " + std::string(*names.begin()) + " is missing (install Debian's lld-22)");
}

/// Leaves the linked file in the workspace.
static void runLinker(const Workspace &workspace, const std::string &linker,
                      std::vector<std::string> arguments) {
  std::string log = workspace.path("log");
  arguments.insert(arguments.begin(), linker);
  arguments.insert(arguments.end(), {"-o", workspace.path("out")});
  std::vector<llvm::StringRef> views(arguments.begin(), arguments.end());
  std::string problem;
  int status = llvm::sys::ExecuteAndWait(linker, views, std::nullopt, {"", log, log}, 0, 0, &problem);
  Object output = workspace.read("log");
  if (status != 0)
    throw Error(linker + " failed (" + (problem.empty() ? "exit code " + std::to_string(status) : problem) +
                "):\n" + std::string(output.begin(), output.end()));
}

static std::vector<std::string> writeInputs(const Workspace &workspace, const LinkerInputs &inputs) {
  std::vector<std::string> paths;
  for (const Object &object : inputs.objects)
    paths.push_back(workspace.write(std::to_string(paths.size()) + ".o", object));
  if (!inputs.data.empty()) {
    paths.push_back(workspace.path("data.o"));
    writeDataObject(paths.back(), inputs.data, inputs.objects.front());
  }
  return paths;
}

Object linkRelocatable(const LinkerInputs &inputs, const TargetOptions &options) {
  Workspace workspace;
  std::vector<std::string> arguments = writeInputs(workspace, inputs);
  arguments.push_back("-r");
  if (architectureOf(options.target.triple).isWasm) { // objcopy makes no symbols of it local
    runLinker(workspace, findLinker(DLC_WASM_LD, {"wasm-ld-22", "wasm-ld"}), std::move(arguments));
    return workspace.read("out");
  }
  runLinker(workspace, findLinker(), std::move(arguments));
  Object linked = workspace.read("out");

  // Linkers hide a hidden symbol only when they make a whole program or library.
  llvm::objcopy::ConfigManager config;
  config.ELF.LocalizeHidden = true;
  config.Common.StripUnneeded = options.sanitizer == SanitizerKind::none;
  llvm::MemoryBufferRef buffer({linked.data(), linked.size()}, "linked");
  auto binary = llvm::object::createBinary(buffer);
  if (!binary)
    throw Error("cannot read what the linker wrote: " + messageOf(binary.takeError()));
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  if (llvm::Error error = llvm::objcopy::executeObjcopyOnBinary(config, **binary, stream))
    throw Error("cannot make symbols local: " + messageOf(std::move(error)));
  return Object(bytes.begin(), bytes.end());
}

/// The file in the folders of another machine's libraries; throws if it is not there.
static std::string foreignLibrary(const Architecture &architecture, const std::string &name) {
  for (const char *folder : architecture.libraryFolders)
    if (std::string file = std::string(folder) + "/" + name; fs::exists(file))
      return file;
  throw Error("a shared library for " + std::string(architecture.triple) + " needs " + name +
              " of that target, which is not installed here; write a .a or .o, and link it there");
}

void linkShared(const LinkerInputs &inputs, const std::string &soname, bool openmp,
                const TargetOptions &options, AtomicFile &file) {
  const Architecture &architecture = architectureOf(options.target.triple);
  const bool foreign = !isForThisMachine(options.target);
  Workspace workspace;
  std::vector<std::string> arguments = writeInputs(workspace, inputs);
  arguments.insert(arguments.end(), {"-shared", "-soname", soname, "--gc-sections", "-O2", "--hash-style=gnu",
                                     "-z", "relro", "--as-needed"});
  if (options.sanitizer == SanitizerKind::none)
    arguments.insert(arguments.end(), {"--strip-all", "-z", "defs"});
  else
    arguments.push_back("--eh-frame-hdr"); // by which reports find the callers
  if (foreign)
    foreignLibrary(architecture, "libc.so.6");
  if (openmp)
    arguments.push_back(foreign ? foreignLibrary(architecture, "libomp.so.5") : DLC_LIBOMP);
  for (const char *folder : architecture.libraryFolders)
    arguments.push_back(std::string("-L") + folder);
  arguments.insert(arguments.end(), {"-lm", "-lc"});
  runLinker(workspace, findLinker(), std::move(arguments));
  workspace.copy("out", file);
}

} // namespace dlc
