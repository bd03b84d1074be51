// A file that appears complete or not at all: bytes go to a temporary beside the target, which replaces the
// target only once everything has reached the disk. A failure leaves what was there before.
#pragma once

#include "Support/File.h"
#include "Support/Format.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace dlc {

/// One pending replacement of a file. Not thread-safe; several objects, even for one target, are independent,
/// and the last commit wins. All failures throw dlc::Error with the target's path and the system's reason.
class AtomicFile {
public:
  /// Creates the temporary. A symbolic link is followed; a target that is not a regular file is refused.
  /// An existing target passes its permissions on.
  explicit AtomicFile(const std::filesystem::path &path);
  /// Discards the temporary unless commit() returned.
  ~AtomicFile();
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;

  /// Appends.
  void write(std::span<const std::byte> bytes);

  /// Writes a whole .dlm file of that version of the format: its segments in their order, and its index.
  void writeModel(std::uint32_t version, std::span<const dlm_bytes> segments,
                  std::span<const std::byte> index);

  /// Makes the bytes durable and puts them in the target's place.
  void commit();

private:
  /// Throws for what a call of `file` has reported.
  void check(int done) const;

  std::filesystem::path given; ///< as the caller spelled it, for messages
  dlc_file file;
};

} // namespace dlc
