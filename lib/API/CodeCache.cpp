#include "API/CodeCache.h"

#include "Model/AtomicFile.h"
#include "Model/MappedFile.h"
#include "dlc/Error.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/SHA256.h"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

using namespace mlir;

namespace dlc {
namespace fs = std::filesystem;

// The files' format: this text, the content, and a checksum of both.
static constexpr llvm::StringLiteral magic = "dlc code 4\n";
static constexpr size_t checksumBytes = 32;

static llvm::ArrayRef<uint8_t> bytesOf(const void *data, size_t size) {
  return {static_cast<const uint8_t *>(data), size};
}

namespace {
/// Numbers as eight little-endian bytes, and bytes behind their number.
class Writer {
public:
  void number(uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8)
      text += static_cast<char>(value >> shift);
  }
  void bytes(llvm::StringRef value) {
    number(value.size());
    text += value;
  }

  std::string text;
};

/// What a Writer has written; whatever exceeds the text is not there.
class Reader {
public:
  explicit Reader(llvm::StringRef text) : text(text) {}

  uint64_t number() {
    uint64_t value = 0;
    for (size_t i = 0; i < 8 && take(1); ++i)
      value |= uint64_t(static_cast<unsigned char>(taken[0])) << (8 * i);
    return value;
  }
  llvm::StringRef bytes() {
    const uint64_t size = number();
    return take(size) ? taken : llvm::StringRef();
  }
  /// A number of items, of which each takes eight bytes at least.
  size_t count() {
    const uint64_t value = number();
    good &= value <= text.size() / 8;
    return good ? value : 0;
  }
  bool isDone() const { return good && text.empty(); }

private:
  bool take(uint64_t size) {
    good &= size <= text.size();
    taken = good ? text.take_front(size) : llvm::StringRef();
    text = text.drop_front(taken.size());
    return good;
  }

  llvm::StringRef text, taken;
  bool good = true;
};

/// Hashes what is printed.
class HashStream : public llvm::raw_ostream {
public:
  ~HashStream() override { flush(); }
  std::string hex() {
    flush();
    return llvm::toHex(hash.final(), /*LowerCase=*/true);
  }
  void add(llvm::ArrayRef<uint8_t> bytes) {
    flush();
    hash.update(bytes);
    size += bytes.size();
  }

private:
  void write_impl(const char *data, size_t length) override {
    hash.update(bytesOf(data, length));
    size += length;
  }
  uint64_t current_pos() const override { return size; }

  llvm::SHA256 hash;
  uint64_t size = 0;
};
} // namespace

/// The file that an address of this process is from, as far as it tells one build from another.
static std::string buildOf(const void *address) {
  Dl_info info{};
  struct stat status{};
  if (!dladdr(address, &info) || !info.dli_fname)
    return "?";
  // That of a program is as it was called.
  if (stat(info.dli_fname, &status) != 0 && stat("/proc/self/exe", &status) != 0)
    return "?";
  return std::to_string(status.st_size) + ":" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec) + ":" + std::to_string(status.st_ino);
}

std::string CodeCache::keyOf(ModuleOp module, const StageOptions &stages, const TargetDescription &target) {
  HashStream stream;
  static const int ofThisBuild = 0;
  stream << magic << LLVM_VERSION_STRING << '\n'
         << buildOf(&ofThisBuild) << '\n'
         << buildOf(reinterpret_cast<const void *>(&llvm::SHA256::hash)) << '\n';
  stages.print(stream);
  stream << '\n'
         << target.triple << '\n'
         << target.cpu << '\n'
         << target.attributes << '\n'
         << target.vectorBits << '\n';
  // Large constants by their bytes: as text they would take long.
  OpPrintingFlags flags;
  flags.enableDebugInfo().elideLargeResourceString(64);
  module->print(stream, flags);
  AttrTypeWalker walker;
  walker.addWalk([&](DenseResourceElementsAttr constant) {
    if (AsmResourceBlob *blob = constant.getRawHandle().getBlob()) {
      stream << '\n' << constant.getRawHandle().getKey() << ' ' << blob->getData().size() << '\n';
      stream.add(bytesOf(blob->getData().data(), blob->getData().size()));
    }
  });
  module->walk([&](Operation *op) { walker.walk(op->getAttrDictionary()); });
  return stream.hex();
}

CodeCache::CodeCache(const fs::path &folder) : folder(folder) {
  std::error_code problem;
  if (folder.has_parent_path())
    fs::create_directories(folder.parent_path(), problem);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    throw Error(folder.string() + ": cannot make a folder for compiled code: " + std::strerror(errno));
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    throw Error(folder.string() + ": is no folder, in which compiled code could be kept");
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)))
    throw Error(folder.string() +
                ": compiled code is kept and run from here, but others than its user may write there; "
                "chmod 700, or another folder");
}

std::optional<CodeCache::Entry> CodeCache::find(const std::string &key) const {
  const fs::path file = fileOf(key);
  std::error_code problem;
  if (!fs::is_regular_file(file, problem))
    return std::nullopt;
  try {
    const MappedFile mapped(file);
    llvm::StringRef text(reinterpret_cast<const char *>(mapped.bytes().data()), mapped.bytes().size());
    if (text.size() < magic.size() + checksumBytes || !text.starts_with(magic))
      return std::nullopt;
    const llvm::StringRef content = text.drop_back(checksumBytes);
    const auto checksum = llvm::SHA256::hash(bytesOf(content.data(), content.size()));
    if (std::memcmp(checksum.data(), text.take_back(checksumBytes).data(), checksumBytes) != 0)
      return std::nullopt;
    Reader reader(content.drop_front(magic.size()));
    Entry entry;
    if (reader.bytes() != key)
      return std::nullopt;
    for (size_t i = 0, n = reader.count(); i < n; ++i) {
      const llvm::StringRef object = reader.bytes();
      entry.objects.emplace_back(object.begin(), object.end());
    }
    entry.prepared.bytes = static_cast<int64_t>(reader.number());
    entry.prepared.count = static_cast<int32_t>(reader.number());
    for (size_t i = 0, n = reader.count(); i < n; ++i) {
      Entry::Arenas arenas;
      arenas.fixedBytes = static_cast<int64_t>(reader.number());
      arenas.batchBytes = static_cast<int64_t>(reader.number());
      arenas.hasMeasure = reader.number();
      arenas.prepares = reader.number();
      for (size_t k = 0, flags = reader.count(); k < flags; ++k)
        arenas.outdated.push_back(static_cast<int32_t>(reader.number()));
      entry.arenas.push_back(std::move(arenas));
    }
    for (size_t i = 0, n = reader.count(); i < n; ++i)
      entry.remarks.push_back(reader.bytes().str());
    for (size_t i = 0, n = reader.count(); i < n; ++i)
      entry.constants.push_back(reader.bytes().str());
    if (!reader.isDone())
      return std::nullopt;
    fs::last_write_time(file, fs::file_time_type::clock::now(), problem); // what is used stays
    return entry;
  } catch (const Error &) {
    return std::nullopt; // another process has taken it away
  }
}

void CodeCache::keep(const std::string &key, const Entry &entry, std::uint64_t most) const {
  Writer writer;
  writer.text = magic.str();
  writer.bytes(key);
  writer.number(entry.objects.size());
  for (const Object &object : entry.objects)
    writer.bytes({object.data(), object.size()});
  writer.number(static_cast<uint64_t>(entry.prepared.bytes));
  writer.number(static_cast<uint64_t>(entry.prepared.count));
  writer.number(entry.arenas.size());
  for (const Entry::Arenas &arenas : entry.arenas) {
    writer.number(static_cast<uint64_t>(arenas.fixedBytes));
    writer.number(static_cast<uint64_t>(arenas.batchBytes));
    writer.number(arenas.hasMeasure);
    writer.number(arenas.prepares);
    writer.number(arenas.outdated.size());
    for (std::int32_t flag : arenas.outdated)
      writer.number(static_cast<uint64_t>(flag));
  }
  for (const std::vector<std::string> *texts : {&entry.remarks, &entry.constants}) {
    writer.number(texts->size());
    for (const std::string &text : *texts)
      writer.bytes(text);
  }
  const auto checksum = llvm::SHA256::hash(bytesOf(writer.text.data(), writer.text.size()));
  writer.text.append(reinterpret_cast<const char *>(checksum.data()), checksum.size());
  try {
    AtomicFile file(fileOf(key));
    file.write(std::as_bytes(std::span(writer.text)));
    file.commit();
    std::error_code problem;
    fs::permissions(fileOf(key), fs::perms::owner_read | fs::perms::owner_write, problem);
    limit(most);
  } catch (const Error &) {
    // It is compiled again then.
  }
}

void CodeCache::limit(std::uint64_t most) const {
  struct Kept {
    fs::file_time_type used;
    fs::path path;
    std::uint64_t bytes;
  };
  std::vector<Kept> files;
  std::uint64_t total = 0;
  std::error_code problem;
  for (fs::directory_iterator file(folder, problem), end; !problem && file != end; file.increment(problem)) {
    std::error_code gone; // taken away by another process
    if (file->path().extension() != ".code")
      continue;
    Kept kept{file->last_write_time(gone), file->path(), file->file_size(gone)};
    if (gone)
      continue;
    total += kept.bytes;
    files.push_back(std::move(kept));
  }
  std::ranges::sort(files, {}, &Kept::used);
  for (size_t i = 0; i + 1 < files.size() && total > most; ++i) {
    fs::remove(files[i].path, problem);
    total -= files[i].bytes;
  }
}

std::vector<CodeCache::Entry::Arenas> arenasOf(const Manifest &manifest) {
  std::vector<CodeCache::Entry::Arenas> arenas;
  for (const ManifestEntry &entry : manifest.entries)
    arenas.push_back(
        {entry.fixedArenaBytes, entry.batchArenaBytes, entry.hasMeasure, entry.prepares, entry.outdated});
  return arenas;
}

void setArenas(Manifest &manifest, const CodeCache::Entry &entry) {
  manifest.prepared = entry.prepared;
  for (size_t i = 0; i < manifest.entries.size(); ++i) {
    const CodeCache::Entry::Arenas &arenas = entry.arenas[i];
    manifest.entries[i].fixedArenaBytes = arenas.fixedBytes;
    manifest.entries[i].batchArenaBytes = arenas.batchBytes;
    manifest.entries[i].hasMeasure = arenas.hasMeasure;
    manifest.entries[i].prepares = arenas.prepares;
    manifest.entries[i].outdated = arenas.outdated;
  }
}

} // namespace dlc
