// Files in the format safetensors, in which frameworks exchange weights: the length of a header (8 bytes,
// little endian), a JSON object that says of each tensor its type, shape and bytes, and then the bytes of all
// tensors. Comes in: a path, or tensors. Goes out: tensors, or a file.
// https://huggingface.co/docs/safetensors
#pragma once

#include "Model/MappedFile.h"
#include "dlc/ElementType.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dlc {

/// One tensor of a file. The bytes are row-major, little endian, and may begin anywhere.
struct SafetensorsEntry {
  std::string name;
  std::string typeName;      ///< "F32", "BF16", "I64", …
  std::optional<DType> type; ///< nothing for a type that dlc has not
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/// A file open for reading, mapped.
class SafetensorsFile {
public:
  /// Throws dlc::Error with the file, the byte offset and the tensor for everything that the format forbids:
  /// a header that is cut off, longer than 100 MB or no JSON of the right form, names that occur twice,
  /// shapes whose bytes are not those of the type or exceed 63 bits, bytes beyond the end, bytes of two
  /// tensors, bytes of none. Time and memory are proportional to the header.
  explicit SafetensorsFile(const std::filesystem::path &path);

  const std::filesystem::path &path() const { return file; }
  /// In the order of their bytes.
  const std::vector<SafetensorsEntry> &entries() const { return tensors; }

private:
  std::filesystem::path file;
  MappedFile mapping;
  std::vector<SafetensorsEntry> tensors;
};

/// A tensor to be written; the bytes are borrowed.
struct SafetensorsTensor {
  std::string name; ///< UTF-8, unique, not "__metadata__"
  DType type = DType::f32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/// What a file of these tensors begins with: the length of its header and the header. Their bytes follow in
/// the order that they have then: wider elements come first, so that all are aligned. Throws dlc::Error for
/// names that the format has not; `file` is for messages.
std::string safetensorsHeader(const std::string &file, std::vector<SafetensorsTensor> &tensors);

/// Writes a file, whole or not at all. Throws dlc::Error for names that the format has not, and for a failing
/// file system.
void writeSafetensors(const std::filesystem::path &path, std::vector<SafetensorsTensor> tensors);

} // namespace dlc
