// A regular file mapped read-only. Comes in: a path. Goes out: its bytes, for as long as the object lives.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

namespace dlc {

/// Move-only owner of a mapping; moving keeps the addresses. Replacing the file by rename leaves the mapping
/// as it was, truncating it in place makes an access beyond the new end fatal (SIGBUS).
class MappedFile {
public:
  /// Throws dlc::Error with path and reason if the file cannot be opened, is not a regular file or cannot
  /// be mapped. An empty file is an empty mapping.
  explicit MappedFile(const std::filesystem::path &path);
  ~MappedFile();
  MappedFile(MappedFile &&other) noexcept : mapped(std::exchange(other.mapped, {})) {}
  MappedFile &operator=(MappedFile &&other) noexcept {
    std::swap(mapped, other.mapped);
    return *this;
  }

  /// Starts at a page boundary.
  std::span<const std::byte> bytes() const { return mapped; }

private:
  std::span<const std::byte> mapped;
};

} // namespace dlc
