// Compiled code that is kept in a folder: what was compiled once need not be compiled again. Private to this
// library.
#pragma once

#include "Model/Manifest.h"
#include "Stages/Stages.h"
#include "Target/Object.h"

#include "mlir/IR/BuiltinOps.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dlc {

/// A folder with a file for each compiled module, whose name is the SHA-256 of all that its code depends on.
/// Files and folder are the user's alone, since what is in them will run. A file appears whole or not at all,
/// and ends with a SHA-256 of what is in it: one that is damaged is as good as missing. Folders may be shared
/// by processes.
class CodeCache {
public:
  /// What the stages behind `simplify` and Target make of a module.
  struct Entry {
    struct Arenas {
      std::int64_t fixedBytes = 0, batchBytes = 0;
      bool hasMeasure = false, prepares = false;
      std::vector<std::int32_t> outdated;
    };
    std::vector<Object> objects;
    ManifestPrepared prepared;
    std::vector<Arenas> arenas; ///< of the entry points, in the order of the manifest
    std::vector<std::string> remarks;
    std::vector<std::string>
        constants; ///< symbols of those of the network that the code reads (shareConstants)
  };

  /// Makes the folder if there is none. Throws Error if it cannot be made, or if others may write there.
  explicit CodeCache(const std::filesystem::path &folder);

  /// Of a module behind the stage `simplify`: its text with places, the bytes of its constants, the stages'
  /// options, the target, and this build of dlc and LLVM.
  static std::string keyOf(mlir::ModuleOp module, const StageOptions &stages,
                           const TargetDescription &target);

  /// Nothing if there is no such file, or if it is damaged.
  std::optional<Entry> find(const std::string &key) const;
  /// Keeps an entry. The oldest files go once all together are larger than `most` bytes. A folder that is
  /// full or may not be written to keeps nothing; that is no error.
  void keep(const std::string &key, const Entry &entry, std::uint64_t most = 1'000'000'000) const;

private:
  std::filesystem::path fileOf(const std::string &key) const { return folder / (key + ".code"); }
  void limit(std::uint64_t most) const;

  std::filesystem::path folder;
};

/// The arenas of a manifest as an entry has them, and back, with the prepared memory.
std::vector<CodeCache::Entry::Arenas> arenasOf(const Manifest &manifest);
void setArenas(Manifest &manifest, const CodeCache::Entry &entry);

} // namespace dlc
