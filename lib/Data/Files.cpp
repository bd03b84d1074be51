// Whole-file reads, and zlib's inflate behind two small functions.
#include "Data/Files.h"

#include "Model/AtomicFile.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <zlib.h>

namespace dlc {
namespace {

struct CloseFile {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string reason() { return std::strerror(errno); }

/// Owns zlib's inflate state, fed from one buffer of any size.
class Inflater {
public:
  Inflater(std::span<const std::uint8_t> input, int windowBits) : input(input) {
    if (inflateInit2(&stream, windowBits) != Z_OK)
      throw Error("zlib could not be set up: no memory");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater &) = delete;
  Inflater &operator=(const Inflater &) = delete;

  /// zlib's status; appends to `target`, at most `most` bytes.
  int step(Bytes &target, std::size_t most) {
    const std::size_t before = target.size();
    target.resize(before + most);
    const std::size_t chunk = std::min<std::size_t>(input.size() - used, 1u << 30);
    // zlib's interface predates const; it does not write to its input.
    stream.next_in = const_cast<Bytef *>(input.data() + used);
    stream.avail_in = static_cast<uInt>(chunk);
    stream.next_out = target.data() + before;
    stream.avail_out = static_cast<uInt>(most);
    const int status = inflate(&stream, Z_NO_FLUSH);
    used += chunk - stream.avail_in;
    target.resize(before + most - stream.avail_out);
    return status;
  }

  void startMember() { inflateReset(&stream); }
  std::uint64_t consumed() const { return used; }
  bool exhausted() const { return used == input.size(); }
  std::string message() const { return stream.msg ? stream.msg : "damaged data"; }

private:
  std::span<const std::uint8_t> input;
  std::size_t used = 0;
  z_stream stream{};
};

constexpr std::size_t inflateChunk = std::size_t(1) << 20;

} // namespace

void failAt(const std::string &file, std::uint64_t offset, const std::string &what) {
  throw Error(file + ": byte " + std::to_string(offset) + ": " + what);
}

Bytes readFile(const std::string &path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status))
    throw Error(path + ": no such file");
  if (!std::filesystem::is_regular_file(status))
    throw Error(path + ": not a regular file");
  File file(std::fopen(path.c_str(), "rb"));
  if (!file)
    throw Error(path + ": cannot be opened: " + reason());
  Bytes contents(std::filesystem::file_size(path, ignored));
  const std::size_t got = contents.empty() ? 0 : std::fread(contents.data(), 1, contents.size(), file.get());
  if (got != contents.size())
    failAt(path, got, "reading stopped, but the file has " + std::to_string(contents.size()) + " bytes");
  return contents;
}

Bytes readMaybeCompressed(const std::string &path) {
  Bytes contents = readFile(path);
  const bool compressed = contents.size() >= 2 && contents[0] == 0x1f && contents[1] == 0x8b;
  return compressed ? inflateGzip(contents, path) : contents;
}

Bytes inflateGzip(std::span<const std::uint8_t> compressed, const std::string &file, std::uint64_t limit) {
  Inflater inflater(compressed, 16 + MAX_WBITS);
  Bytes contents;
  for (;;) {
    const int status = inflater.step(contents, inflateChunk);
    if (contents.size() > limit)
      failAt(file, inflater.consumed(),
             "gzip contents pass the limit of " + std::to_string(limit) + " bytes");
    if (status == Z_STREAM_END) {
      if (inflater.exhausted())
        return contents;
      inflater.startMember();
    } else if (status == Z_BUF_ERROR) {
      failAt(file, inflater.consumed(), "gzip data ends early");
    } else if (status != Z_OK) {
      failAt(file, inflater.consumed(), "gzip data is corrupt: " + inflater.message());
    }
  }
}

Bytes inflateRaw(std::span<const std::uint8_t> compressed, std::uint64_t size, const std::string &file,
                 std::uint64_t offset) {
  // Deflate packs at most 1032 to 1: a larger claim is wrong, and not worth its memory.
  if (size / 1032 > compressed.size())
    failAt(file, offset,
           std::to_string(compressed.size()) + " deflated bytes cannot hold the " + std::to_string(size) +
               " that the directory promises");
  Inflater inflater(compressed, -MAX_WBITS);
  Bytes contents;
  contents.reserve(size);
  for (;;) {
    // One byte of space beyond the promised size shows contents that are too long.
    const std::uint64_t space = size + 1 - contents.size();
    const int status = inflater.step(contents, std::min<std::uint64_t>(space, inflateChunk));
    if (contents.size() > size || (status == Z_STREAM_END && contents.size() != size))
      failAt(file, offset + inflater.consumed(),
             "deflated data holds " + std::string(contents.size() > size ? "more than " : "") +
                 std::to_string(std::min<std::uint64_t>(contents.size(), size)) +
                 " bytes, the directory promises " + std::to_string(size));
    if (status == Z_STREAM_END)
      return contents;
    if (status == Z_BUF_ERROR)
      failAt(file, offset + inflater.consumed(), "deflated data ends early");
    if (status != Z_OK)
      failAt(file, offset + inflater.consumed(), "deflated data is corrupt: " + inflater.message());
  }
}

void writeFile(const std::string &path, std::span<const std::uint8_t> contents) {
  AtomicFile file(path);
  file.write(std::as_bytes(contents));
  file.commit();
}

std::span<const std::uint8_t> ByteReader::take(std::uint64_t count, std::string_view what) {
  if (count > remaining())
    fail("file is truncated: " + std::string(what) + " needs " + std::to_string(count) + " bytes, " +
         std::to_string(remaining()) + " are left");
  const auto taken = bytes.subspan(at, count);
  at += count;
  return taken;
}

std::uint16_t ByteReader::u16(std::string_view what) {
  const auto b = take(2, what);
  return static_cast<std::uint16_t>(b[0] | b[1] << 8);
}

std::uint32_t ByteReader::u32(std::string_view what) {
  const std::uint32_t low = u16(what), high = u16(what);
  return low | high << 16;
}

std::uint32_t ByteReader::u32BigEndian(std::string_view what) {
  const auto b = take(4, what);
  return std::uint32_t(b[0]) << 24 | std::uint32_t(b[1]) << 16 | std::uint32_t(b[2]) << 8 | b[3];
}

void ByteReader::seek(std::uint64_t position, std::string_view what) {
  if (position > bytes.size())
    fail(std::string(what) + " would lie at byte " + std::to_string(position) + ", past the file's " +
         std::to_string(bytes.size()) + " bytes");
  at = position;
}

} // namespace dlc
