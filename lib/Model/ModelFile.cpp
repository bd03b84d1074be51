// Reading a .dlm file. Nothing in it is believed: each number is checked before it is used. Header and index
// are read by the runtime core in C.
#include "Model/ModelFile.h"

#include "Model/Format.h"
#include "Model/IndexDecoder.h"
#include "dlc/Error.h"

#include <algorithm>
#include <tuple>

namespace dlc {
using namespace model_format;

static std::string hex(uint64_t value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4)
    text[i] = digits[value & 15];
  return text;
}

static std::string mismatch(uint64_t stored, uint64_t computed) {
  return "checksum is " + hex(computed) + ", should be " + hex(stored) + ": the file is damaged";
}

void ModelFile::fail(uint64_t offset, const std::string &message) const {
  throw Error(file.string() + ": byte " + std::to_string(offset) + ": " + message);
}

uint64_t ModelFile::offsetOf(const void *address) const {
  return static_cast<uint64_t>(static_cast<const std::byte *>(address) - mapping.bytes().data());
}

ModelFile::ModelFile(const std::filesystem::path &path) : file(path), mapping(path) {
  readHeader();
  readIndex();
  checkOverlaps();
  for (size_t i = 0; i < decoded.segments.size(); ++i)
    if (decoded.segments[i].role != ModelSegment::Role::Constant)
      byName.emplace(decoded.segments[i].name, i);
}

void ModelFile::readHeader() {
  Header header;
  dlm_problem problem;
  if (!dlm_read_header(mapping.bytes().data(), size(), &header, &problem))
    fail(problem.at, problem.message);
  version = header.version;
  index = mapping.bytes().subspan(header.index_offset, header.index_size);
  if (!dlm_check_index(&header, index.data(), &problem))
    fail(problem.at, problem.message);
}

void ModelFile::readIndex() {
  std::vector<dlm_segment> stored;
  try {
    decoded = IndexDecoder(index).decode(stored);
  } catch (const MalformedIndex &problem) {
    fail(offsetOf(index.data()), std::string("the index is malformed") + problem.why);
  }
  for (size_t i = 0; i < stored.size(); ++i) {
    const dlm_segment &segment = stored[i];
    const uint64_t place = offsetOf(index.data() + segment.place);
    std::string where = "segment " + quoteName(decoded.segments[i].name) + ": ";
    if (segment.offset % alignment != 0)
      fail(place, where + "offset " + std::to_string(segment.offset) + " is not a multiple of " +
                      std::to_string(alignment));
    if (segment.offset > size() || segment.size > size() - segment.offset)
      fail(place, where + "offset " + std::to_string(segment.offset) + " and size " +
                      std::to_string(segment.size) + " run past the end of the file");
    decoded.segments[i].bytes = mapping.bytes().subspan(segment.offset, segment.size);
    checksums.push_back(segment.checksum);
  }
  if (std::optional<ModelProblem> problem = findProblem(decoded))
    fail(offsetOf(index.data() + (problem->segment ? stored[*problem->segment].place : 0)), problem->message);
}

std::vector<ModelFile::Extent> ModelFile::extents() const {
  std::vector<Extent> result = {{0, sizeof(Header), 0, "the header"}};
  uint64_t indexOffset = offsetOf(index.data());
  result.push_back({indexOffset, indexOffset + index.size(), 1, "the index"});
  for (const ModelSegment &segment : decoded.segments)
    if (!segment.bytes.empty()) {
      uint64_t offset = offsetOf(segment.bytes.data());
      result.push_back(
          {offset, offset + segment.bytes.size(), result.size(), "segment " + quoteName(segment.name)});
    }
  std::sort(result.begin(), result.end(), [](const Extent &a, const Extent &b) {
    return std::tie(a.begin, a.order) < std::tie(b.begin, b.order);
  });
  return result;
}

void ModelFile::checkOverlaps() const {
  std::vector<Extent> parts = extents();
  for (size_t i = 1; i < parts.size(); ++i)
    if (parts[i].begin < parts[i - 1].end)
      fail(parts[i].begin, parts[i].name + " overlaps " + parts[i - 1].name);
}

const ModelSegment *ModelFile::find(std::string_view name) const {
  auto found = byName.find(name);
  return found == byName.end() ? nullptr : &decoded.segments[found->second];
}

void ModelFile::verifyChecksum(const ModelSegment &segment) const {
  const uint64_t expected = checksums[static_cast<size_t>(&segment - decoded.segments.data())];
  if (uint64_t computed = checksum(segment.bytes); computed != expected)
    fail(offsetOf(segment.bytes.data()),
         "segment " + quoteName(segment.name) + ": " + mismatch(expected, computed));
}

void ModelFile::verifyChecksums() const {
  for (const ModelSegment &segment : decoded.segments)
    verifyChecksum(segment);
  // No checksum covers the padding, but it is known to be zero.
  uint64_t end = 0;
  for (const Extent &part : extents()) {
    for (; end < part.begin; ++end)
      if (mapping.bytes()[end] != std::byte(0))
        fail(end, "padding before " + part.name + " is not zero: the file is damaged");
    end = part.end;
  }
}

} // namespace dlc
