// Bytes in and out for every reader and writer of this library: whole files, gzip, bounds-checked parsing
// with byte offsets in each message, and files that appear complete or not at all.
#pragma once

#include "dlc/Tensor.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

using Bytes = std::vector<std::uint8_t>;

/// "FILE: byte OFFSET: WHAT": the form of every message about a file's contents.
[[noreturn]] void failAt(const std::string &file, std::uint64_t offset, const std::string &what);

/// The whole file. Throws Error if it is missing, is no regular file, or cannot be read.
Bytes readFile(const std::string &path);

/// As readFile, and inflated if the contents start with gzip's magic number, whatever the name.
Bytes readMaybeCompressed(const std::string &path);

/// The contents of gzip data (RFC 1952), all members one after the other. Throws Error, with the offset in
/// the compressed data, on corruption and truncation, and if the contents pass `limit` bytes.
Bytes inflateGzip(std::span<const std::uint8_t> compressed, const std::string &file,
                  std::uint64_t limit = std::uint64_t(1) << 34);

/// A raw deflate stream (RFC 1951) of exactly `size` bytes of contents, which starts at byte `offset` of
/// `file`. Throws Error if it is corrupt or of another size.
Bytes inflateRaw(std::span<const std::uint8_t> compressed, std::uint64_t size, const std::string &file,
                 std::uint64_t offset);

/// Replaces the file at once: readers see the old one or the whole new one. Throws Error, and leaves what was
/// there, if anything fails or the path is no regular file.
void writeFile(const std::string &path, std::span<const std::uint8_t> contents);

/// A cursor over a file's bytes. Each read throws Error, with the offset, where the file is too short.
class ByteReader {
public:
  /// Both arguments must outlive the reader. `base` is added to the offsets in messages.
  ByteReader(std::span<const std::uint8_t> bytes, const std::string &file, std::uint64_t base = 0)
      : bytes(bytes), file(file), base(base) {}

  std::uint64_t offset() const { return at; }
  std::uint64_t remaining() const { return bytes.size() - at; }

  /// `what` names the bytes in the message.
  std::span<const std::uint8_t> take(std::uint64_t count, std::string_view what);
  std::uint8_t u8(std::string_view what) { return take(1, what)[0]; }
  std::uint16_t u16(std::string_view what); // little-endian
  std::uint32_t u32(std::string_view what); // little-endian
  std::uint32_t u32BigEndian(std::string_view what);

  /// Moves to `position`. Throws Error if that is past the end.
  void seek(std::uint64_t position, std::string_view what);
  [[noreturn]] void fail(const std::string &what) const { failAt(file, base + at, what); }

private:
  std::span<const std::uint8_t> bytes;
  const std::string &file;
  std::uint64_t base;
  std::uint64_t at = 0;
};

} // namespace dlc
