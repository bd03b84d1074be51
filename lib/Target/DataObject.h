// Large data of a library as an object of their own, which no compiler has to hold: LLVM keeps a copy in each
// of its stages. Private to this library.
#pragma once

#include "Target/Object.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace dlc {

/// Bytes that others refer to by a hidden symbol.
struct DataBlob {
  std::string symbol;
  std::span<const std::byte> bytes;
};

/// What is smaller is left to LLVM.
inline constexpr std::size_t leastBlobBytes = 64 * 1024;

/// Writes a relocatable ELF file with the blobs as read-only data, each at a multiple of DLC_ARENA_ALIGNMENT,
/// for the machine of `like`, an object for the same target. Throws dlc::Error for a failing system.
void writeDataObject(const std::filesystem::path &path, std::span<const DataBlob> blobs, const Object &like);

} // namespace dlc
