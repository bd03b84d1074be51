// The section of a network's text, `{-# dialect_resources: {builtin: {name: "0x…", …}} #-}`, in which MLIR
// spells out the elements of constants that are named above. Read here, because MLIR's reader ends the
// process for some of what may stand in it.
#pragma once

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace dlc {

/// The elements of a constant: row-major, little-endian, i1 in a byte each.
struct NamedData {
  std::string name, bytes;
};

/// The text without its sections, whose constants are added to `data`; lines stay lines. Throws Error, with
/// `file`, for a section that holds anything else, and for a name that it has twice.
std::string takeOutData(std::string text, const std::string &file, std::vector<NamedData> &data);

/// A section that holds these; empty if there are none.
std::string dataSection(llvm::ArrayRef<NamedData> data);

} // namespace dlc
