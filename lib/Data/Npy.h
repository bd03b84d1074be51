// NumPy's array files, .npy (format versions 1 to 3) and .npz (a zip archive of them).
// The formats are described in NumPy's numpy.lib.format and PKWARE's APPNOTE.
#pragma once

#include "Data/Files.h"
#include "dlc/Dataset.h"

#include <map>
#include <optional>

namespace dlc {

/// Of an array whose elements are no numbers that tensors hold.
class UnsupportedElements : public Error {
public:
  using Error::Error;
};

/// The array in the file, of either byte order and either order of axes. Element types: all that
/// element_types.def has a name in NumPy for. Throws Error, with file and byte offset, on damage and on what
/// is not supported: objects, structured and other types.
Tensor readNpy(const std::string &path);

/// The same for contents in memory. `file` names them in messages, `base` is added to the offsets there.
Tensor parseNpy(std::span<const std::uint8_t> contents, const std::string &file, std::uint64_t base = 0);

/// The same as a column. Where the elements lie in the file as in a tensor, it is mapped into memory and not
/// read: writing to the tensor leaves the file as it is. The file must not be shortened meanwhile.
Column mapNpy(const std::string &path, std::string name);

/// Writes version 1 (2 if the header is too long for it), with the elements aligned to 64 bytes as NumPy
/// does. The file appears complete or not at all. Throws Error if it cannot be written.
void writeNpy(const std::string &path, const Tensor &tensor);

/// Arrays of an archive by name, without ".npy": all, or those of `wanted` that are there; others may then be
/// of any kind. Members may be stored or deflated; checksums are verified. Throws Error, with file and byte
/// offset, on damage, on zip64, and on members to be read that are encrypted or no .npy. With `others`,
/// members that are no arrays of numbers are left out and named there, with the reason.
std::map<std::string, Tensor> readNpz(const std::string &path,
                                      const std::optional<std::vector<std::string>> &wanted = std::nullopt,
                                      std::map<std::string, std::string, std::less<>> *others = nullptr);

} // namespace dlc
