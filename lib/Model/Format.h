// The fixed parts of a .dlm file, private to this room: the 64-byte header, alignment and checksum.
//
//   0        header (below)
//   64       segments: raw little-endian weights, each at a multiple of 64, zero bytes between them
//   ...      index: a FlatBuffer (Model.fbs), at a multiple of 64; the file ends with it
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dlc::model_format {

static_assert(std::endian::native == std::endian::little,
              ".dlm files are mapped as they are: little-endian only");

inline constexpr char magic[8] = {'D', 'L', 'C', 'M', 'O', 'D', 'E', 'L'};
inline constexpr uint32_t version = 1;
/// Segments and index start at multiples of this, so that mapped weights suit every vector width.
inline constexpr uint64_t alignment = 64;

/// The first bytes of a file. Magic and version keep their place in every version.
struct Header {
  char magic[8];
  uint32_t version;
  uint32_t flags; ///< none is defined yet, must be 0
  uint64_t indexOffset;
  uint64_t indexSize;
  uint64_t indexChecksum;
  uint64_t fileSize;
  uint64_t reserved;       ///< must be 0
  uint64_t headerChecksum; ///< of all bytes before it
};
static_assert(sizeof(Header) == 64 && offsetof(Header, headerChecksum) == 56);

/// XXH3-64 with seed 0.
inline uint64_t checksum(std::span<const std::byte> bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

/// The header's own checksum as it should be; does not read the stored one.
inline uint64_t checksum(const Header &header) {
  return XXH3_64bits(&header, offsetof(Header, headerChecksum));
}

} // namespace dlc::model_format
