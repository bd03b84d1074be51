// The index of a .dlm file: all that it says beside the bytes of its segments. Private to this library.
#pragma once

#include "Model/ModelContents.h"

namespace dlc {

struct ModelIndex {
  std::vector<std::byte> bytes;         ///< complete but for checksums that were not known
  std::vector<uint64_t> checksumPlaces; ///< offsets into `bytes`, one a segment, where there is one
};

/// What a segment's checksum is to be: that of its bytes, or anything, to be filled in later. That of a
/// constant is always of its bytes.
enum class Checksums { OfBytes, FilledInLater };

/// The contents are sound (findProblem), but for the segments' bytes where checksums are filled in later.
/// Throws Error if the segments do not fit into one file.
ModelIndex makeModelIndex(const ModelContents &contents, Checksums checksums);

} // namespace dlc
