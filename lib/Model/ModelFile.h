// Reading and writing .dlm files ("dlc model"): a graph, its weights and the state of its training in one
// file, whose weights are used in place by mapping it. Format.h and Model.fbs describe the bytes.
#pragma once

#include "Model/MappedFile.h"
#include "Model/ModelContents.h"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dlc {
class AtomicFile;

/// Writes contents to path, durably and all at once: readers see the old file or the new one. The segments'
/// bytes may come from a ModelFile open on the same path. Throws dlc::Error that names the file and the
/// reason if the contents break a rule of ModelContents or the system fails; an existing file is then as it
/// was (unless the message begins "written, but": then the new one is in place, perhaps not yet on disk).
/// Safe to call from several threads; for one path, the last wins.
void writeModelFile(const std::filesystem::path &path, const ModelContents &contents);
/// The same into a file that is still to be committed; `path` is for messages.
void writeModelFile(AtomicFile &file, const std::filesystem::path &path, const ModelContents &contents);

/// A .dlm file open for reading. All const members may be called from several threads at once. The file may
/// be replaced meanwhile (as writeModelFile does), but not be changed in place.
class ModelFile {
public:
  /// Maps the file and checks everything but the segments' bytes; cost does not depend on their size.
  /// Throws dlc::Error that names the file and, for a malformed one, the byte offset of the problem.
  explicit ModelFile(const std::filesystem::path &path);
  ModelFile(ModelFile &&) = default;
  ModelFile &operator=(ModelFile &&) = default;

  const std::filesystem::path &path() const { return file; }
  /// What the file says; the bytes of its segments are in the mapping and live as long as this object (or
  /// the one that it was moved to).
  const ModelContents &contents() const { return decoded; }
  const std::vector<ModelSegment> &segments() const { return decoded.segments; }
  /// The segment of that name that is no constant, or null.
  const ModelSegment *find(std::string_view name) const;
  /// All of it.
  std::span<const std::byte> bytes() const { return mapping.bytes(); }
  /// In bytes.
  uint64_t size() const { return mapping.bytes().size(); }
  uint32_t formatVersion() const { return version; }

  /// Reads every segment and the padding between them. Throws dlc::Error with file, byte offset and
  /// segment at the first that is not what was written.
  void verifyChecksums() const;
  /// The same for one of segments().
  void verifyChecksum(const ModelSegment &segment) const;

private:
  /// A part of the file, from begin up to, not including, end.
  struct Extent {
    uint64_t begin;
    uint64_t end;
    size_t order; ///< decides which comes first if both begin at one place
    std::string name;
  };

  [[noreturn]] void fail(uint64_t offset, const std::string &message) const;
  void readHeader();
  void readIndex();
  void checkOverlaps() const;
  /// Header, segments that are not empty, and index, sorted by offset.
  std::vector<Extent> extents() const;
  uint64_t offsetOf(const void *address) const;

  std::filesystem::path file;
  MappedFile mapping;
  uint32_t version = 0;
  std::span<const std::byte> index;
  ModelContents decoded;
  std::vector<uint64_t> checksums; ///< one per segment
  /// Keys are views of the segments' names: both move together.
  std::unordered_map<std::string_view, size_t> byName;
};

} // namespace dlc
