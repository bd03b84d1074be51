// The fixed parts of a .dlm file as C++ sees them; what they are is written once, in Support/Format.h.
#pragma once

#include "Support/Format.h"

#include <bit>
#include <span>
#include <string_view>

namespace dlc::model_format {

static_assert(std::endian::native == std::endian::little,
              ".dlm files are mapped as they are: little-endian only");

inline constexpr std::string_view magic = DLM_MAGIC;
inline constexpr uint32_t version = DLM_VERSION;
/// Segments and index start at multiples of this, so that mapped weights suit every vector width.
inline constexpr uint64_t alignment = DLM_ALIGNMENT;

using Header = dlm_header;

inline uint64_t checksum(std::span<const std::byte> bytes) {
  return dlm_checksum(bytes.data(), bytes.size());
}

/// The header's own checksum as it should be; does not read the stored one.
inline uint64_t checksum(const Header &header) {
  return dlm_checksum(&header, offsetof(Header, header_checksum));
}

inline uint64_t alignUp(uint64_t offset) { return (offset + alignment - 1) / alignment * alignment; }

} // namespace dlc::model_format
