// The two files are put in place at the very end.
#include "Target/Library.h"

#include "Model/AtomicFile.h"
#include "Target/Face.h"
#include "Target/Header.h"
#include "Target/Identifiers.h"
#include "Target/Linker.h"
#include "Target/Machine.h"
#include "dlc/Error.h"

#include <llvm/Object/ArchiveWriter.h>

namespace dlc {
namespace fs = std::filesystem;

static Object makeArchive(const Object &object, const std::string &memberName) {
  llvm::NewArchiveMember member(llvm::MemoryBufferRef({object.data(), object.size()}, memberName));
  auto archive =
      llvm::writeArchiveToBuffer(member, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
                                 /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    throw Error("cannot make an archive: " + messageOf(archive.takeError()));
  return Object((*archive)->getBufferStart(), (*archive)->getBufferEnd());
}

/// How much memory an instance needs must follow from the batch, and a loader is part of a system.
static void checkFreestanding(const fs::path &path, const Manifest &manifest) {
  if (path.extension() == ".so")
    throw Error(path.string() + ": a freestanding library ends in .a or .o: a system loads an .so");
  if (!manifest.fallbacks.empty())
    throw Error("a freestanding library is for one CPU: without a system, nobody says which one it runs on");
  for (const ManifestEntry &entry : manifest.entries)
    if (entry.sizes.size() > 1)
      throw Error("a freestanding library has no named sizes but the batch, and the function '" + entry.name +
                  "' has '" + entry.sizes[1] + "': give it a number (--size " + entry.sizes[1] + "=N)");
}

LibraryFiles writeLibrary(const fs::path &path, const std::vector<Object> &objects, const Manifest &manifest,
                          const TargetOptions &options) {
  std::string suffix = path.extension().string();
  if (suffix != ".so" && suffix != ".a" && suffix != ".o")
    throw Error(path.string() + ": a library ends in .so, .a or .o");
  if (manifest.freestanding)
    checkFreestanding(path, manifest);
  LibraryFiles files{path, fs::path(path).replace_extension(".h")};
  // Before the work: that there is no such folder is better known soon.
  AtomicFile library(files.library), header(files.header);

  LinkerInputs inputs{objects, {}};
  inputs.objects.push_back(emitFaceObject(manifest, options, inputs.data));
  inputs.objects.push_back(supportObject(options.target, manifest.freestanding));
  if (suffix == ".so") {
    linkShared(inputs, path.filename().string(), manifest.openmp, options, library);
  } else {
    Object bytes = linkRelocatable(inputs, options);
    if (suffix == ".a")
      bytes = makeArchive(bytes, identifierOf(manifest.name) + ".o");
    library.write(std::as_bytes(std::span(bytes)));
  }
  std::string text = cHeader(manifest);
  header.write(std::as_bytes(std::span(text)));
  header.commit();
  library.commit();
  return files;
}

} // namespace dlc
