// Reader of IDX files, the format of MNIST and its relatives: a magic number that holds the element type and
// the rank, one big-endian 32-bit size per axis, then the elements, big-endian and row-major.
#pragma once

#include "dlc/Tensor.h"

#include <cstdint>
#include <span>
#include <string>

namespace dlc {

/// The array in the file, gzipped or not. Element types: u8, i8, i32, f32, f64. Throws Error, with file and
/// byte offset, if the file is missing, truncated, longer than its header says, or of another format. Offsets
/// are those in the uncompressed data, unless the compression itself is damaged.
Tensor readIdx(const std::string &path);

/// The same for contents in memory; `file` names them in messages.
Tensor parseIdx(std::span<const std::uint8_t> contents, const std::string &file);

} // namespace dlc
