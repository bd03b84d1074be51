// .npz: a zip archive whose members are .npy files. Only the central directory is believed; local headers are
// read for their length alone, because NumPy leaves placeholders for the sizes in them.
#include "Data/Npy.h"

#include <algorithm>
#include <zlib.h>

namespace dlc {
namespace {

constexpr std::uint32_t endMark = 0x06054b50, directoryMark = 0x02014b50, localMark = 0x04034b50;
constexpr std::uint64_t endSize = 22, longestComment = 65535;

struct Member {
  std::string name;
  std::uint16_t method = 0;
  std::uint32_t checksum = 0;
  std::uint32_t compressedSize = 0;
  std::uint32_t size = 0;
  std::uint32_t headerAt = 0;
  bool isEncrypted = false;
};

/// Where the end record starts: the last place whose comment reaches exactly to the end of the file.
std::uint64_t findEnd(std::span<const std::uint8_t> bytes, const std::string &file) {
  if (bytes.size() < endSize)
    failAt(file, bytes.size(),
           "file is truncated: a zip archive has at least " + std::to_string(endSize) + " bytes");
  const std::uint64_t last = bytes.size() - endSize;
  for (std::uint64_t back = 0; back <= last && back <= longestComment; ++back) {
    ByteReader reader(bytes.subspan(last - back), file, last - back);
    if (reader.u32("the end record") != endMark)
      continue;
    reader.seek(endSize - 2, "the comment's length");
    if (reader.u16("the comment's length") == back)
      return last - back;
  }
  failAt(file, bytes.size(), "no zip directory found: the archive is truncated, or no .npz file");
}

[[noreturn]] void refuseZip64(const std::string &file, std::uint64_t offset) {
  failAt(file, offset, "zip64 archives (members beyond 4 GiB, or more than 65534 of them) are not supported");
}

Member readDirectoryEntry(ByteReader &reader, const std::string &file) {
  const std::uint64_t start = reader.offset();
  if (reader.u32("a directory entry") != directoryMark)
    failAt(file, start, "zip directory is damaged: no entry starts here");
  reader.take(4, "versions");
  const std::uint16_t flags = reader.u16("flags");
  Member member;
  member.method = reader.u16("the method");
  reader.take(4, "the date");
  member.checksum = reader.u32("the checksum");
  member.compressedSize = reader.u32("the compressed size");
  member.size = reader.u32("the size");
  const std::uint16_t nameLength = reader.u16("the name's length");
  const std::uint16_t extraLength = reader.u16("the extra field's length");
  const std::uint16_t commentLength = reader.u16("the comment's length");
  reader.take(8, "attributes");
  member.headerAt = reader.u32("the member's offset");
  const auto name = reader.take(nameLength, "the name");
  member.name.assign(name.begin(), name.end());
  reader.take(std::uint64_t(extraLength) + commentLength, "extra field and comment");
  if (member.compressedSize == UINT32_MAX || member.size == UINT32_MAX || member.headerAt == UINT32_MAX)
    refuseZip64(file, start);
  member.isEncrypted = flags & 1;
  return member;
}

Tensor readMember(std::span<const std::uint8_t> bytes, const Member &member, const std::string &file) {
  ByteReader reader(bytes, file);
  reader.seek(member.headerAt, "member '" + member.name + "'");
  if (reader.u32("a local header") != localMark)
    failAt(file, member.headerAt, "zip archive is damaged: member '" + member.name + "' does not start here");
  reader.take(22, "a local header");
  const std::uint16_t nameLength = reader.u16("the name's length");
  const std::uint16_t extraLength = reader.u16("the extra field's length");
  reader.take(std::uint64_t(nameLength) + extraLength, "name and extra field");
  const std::uint64_t dataAt = reader.offset();
  const auto data = reader.take(member.compressedSize, "member '" + member.name + "'");

  Bytes inflated;
  std::span<const std::uint8_t> contents = data;
  if (member.method == 8) {
    inflated = inflateRaw(data, member.size, file, dataAt);
    contents = inflated;
  } else if (member.method != 0) {
    failAt(file, member.headerAt,
           "member '" + member.name + "' has compression method " + std::to_string(member.method) +
               ", supported are 0 (stored) and 8 (deflated)");
  } else if (member.size != member.compressedSize) {
    failAt(file, member.headerAt,
           "stored member '" + member.name + "' has " + std::to_string(member.compressedSize) +
               " bytes, but " + std::to_string(member.size) + " uncompressed");
  }
  const auto checksum = static_cast<std::uint32_t>(crc32_z(0, contents.data(), contents.size()));
  if (checksum != member.checksum)
    failAt(file, dataAt,
           "checksum of member '" + member.name + "' is " + std::to_string(checksum) +
               ", the directory says " + std::to_string(member.checksum));
  // Offsets in a deflated member count from its own start: the file has no such bytes.
  const bool stored = member.method == 0;
  return parseNpy(contents, stored ? file : file + "(" + member.name + ")", stored ? dataAt : 0);
}

} // namespace

std::map<std::string, Tensor> readNpz(const std::string &path,
                                      const std::optional<std::vector<std::string>> &wanted,
                                      std::map<std::string, std::string, std::less<>> *others) {
  const Bytes bytes = readFile(path);
  const std::uint64_t endAt = findEnd(bytes, path);
  ByteReader end(bytes, path);
  end.seek(endAt + 4, "the end record");
  const std::uint16_t disk = end.u16("the disk"), directoryDisk = end.u16("the directory's disk");
  const std::uint16_t here = end.u16("the number of members"), count = end.u16("the number of members");
  const std::uint32_t directorySize = end.u32("the directory's size"),
                      directoryAt = end.u32("the directory's offset");
  if (count == UINT16_MAX || directorySize == UINT32_MAX || directoryAt == UINT32_MAX)
    refuseZip64(path, endAt);
  if (disk != 0 || directoryDisk != 0 || here != count)
    failAt(path, endAt, "archives in several parts are not supported");
  if (std::uint64_t(directoryAt) + directorySize > endAt)
    failAt(path, endAt,
           "zip directory of " + std::to_string(directorySize) + " bytes at byte " +
               std::to_string(directoryAt) + " reaches past its end record");

  // The directory reader ends where the directory does, so that no entry reaches into the end record.
  ByteReader directory(std::span(bytes).first(directoryAt + std::size_t(directorySize)), path);
  directory.seek(directoryAt, "the directory");
  std::map<std::string, Tensor> arrays;
  for (unsigned i = 0; i < count; ++i) {
    const std::uint64_t entryAt = directory.offset();
    const Member member = readDirectoryEntry(directory, path);
    const bool isArray = member.name.ends_with(".npy");
    const std::string name = member.name.substr(0, member.name.size() - (isArray ? 4 : 0));
    if (wanted && (!isArray || std::ranges::find(*wanted, name) == wanted->end()))
      continue;
    if (!isArray && others) {
      others->emplace(name, "is no .npy file");
      continue;
    }
    if (!isArray)
      failAt(path, entryAt, "member '" + member.name + "' is no .npy file");
    if (member.isEncrypted)
      failAt(path, entryAt, "member '" + member.name + "' is encrypted, which is not supported");
    std::optional<Tensor> array;
    try {
      array = readMember(bytes, member, path);
    } catch (const UnsupportedElements &) {
      if (!others)
        throw;
      others->emplace(name, "holds no numbers of a type that dlc has");
      continue;
    }
    if (!arrays.try_emplace(name, *std::move(array)).second)
      failAt(path, entryAt, "member '" + member.name + "' is there twice");
  }
  return arrays;
}

} // namespace dlc
