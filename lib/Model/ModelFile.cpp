// Reading a .dlm file. Nothing in it is believed: each number is checked before it is used, and the index is
// decoded only after its checksum and the FlatBuffers verifier have passed it.
#include "Model/ModelFile.h"

#include "Model/Format.h"
#include "Model/Model_generated.h"
#include "dlc/Error.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace dlc {
using namespace model_format;

// The schema's enum is written by flatc; it must be the one list of element types.
#define DLC_ELEMENT_TYPE(value, ID, ...)                                                                     \
  static_assert(static_cast<int>(model_index::SegmentType::ID) == value);
#include "dlc/element_types.def"
static_assert(static_cast<std::size_t>(model_index::SegmentType::MAX) + 1 == std::size(elementTypes));

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
  std::span<const std::byte> bytes = mapping.bytes();
  // A file that is not a model at all should hear that first, however short it is.
  size_t known = std::min(bytes.size(), magic.size());
  if (known == 0 || std::memcmp(bytes.data(), magic.data(), known) != 0)
    fail(0, "not a .dlm file: it does not begin with DLCMODEL");
  if (bytes.size() < sizeof(Header))
    fail(bytes.size(), "truncated: the header takes " + std::to_string(sizeof(Header)) + " bytes");

  Header header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  version = header.version;
  // Before the checksum: a later format may compute it otherwise, and the advice would be wrong.
  if (version > model_format::version)
    fail(offsetof(Header, version), "format version " + std::to_string(version) +
                                        " is newer than this dlc reads (" +
                                        std::to_string(model_format::version) + "); use a newer dlc");
  if (version == 0)
    fail(offsetof(Header, version), "format version 0 does not exist");
  if (header.header_checksum != checksum(header))
    fail(offsetof(Header, header_checksum), "header " + mismatch(header.header_checksum, checksum(header)));
  if (header.flags != 0)
    fail(offsetof(Header, flags), "unknown flags " + hex(header.flags));
  if (header.reserved != 0)
    fail(offsetof(Header, reserved), "reserved bytes are not zero");
  if (header.file_size > bytes.size())
    fail(bytes.size(), "truncated: the file should have " + std::to_string(header.file_size) + " bytes");
  if (header.file_size < bytes.size())
    fail(header.file_size, "bytes after the end of the model: the file should have " +
                               std::to_string(header.file_size) + ", has " + std::to_string(bytes.size()));
  if (header.index_offset % alignment != 0)
    fail(offsetof(Header, index_offset), "index offset " + std::to_string(header.index_offset) +
                                             " is not a multiple of " + std::to_string(alignment));
  if (header.index_offset > bytes.size() || header.index_size > bytes.size() - header.index_offset)
    fail(offsetof(Header, index_offset), "the index (offset " + std::to_string(header.index_offset) +
                                             ", size " + std::to_string(header.index_size) +
                                             ") runs past the end of the file");
  // The verifier takes a larger one for a programming error.
  if (header.index_size >= FLATBUFFERS_MAX_BUFFER_SIZE)
    fail(offsetof(Header, index_size),
         "the index has " + std::to_string(header.index_size) + " bytes, more than the format allows");
  index = bytes.subspan(header.index_offset, header.index_size);
  if (header.index_checksum != checksum(index))
    fail(header.index_offset, "index " + mismatch(header.index_checksum, checksum(index)));
}

/// Takes over the parts that are stored the same way as they are given back.
static void decodeDescription(const model_index::IndexT &index, ModelContents &contents) {
  contents.graph = index.graph;
  contents.dialectVersion = index.dialect_version;
  contents.producer = index.producer;
  contents.classNames = index.class_names;
  if (index.optimizer)
    contents.optimizer = ModelOptimizer{index.optimizer->name, index.optimizer->hyper_parameters};
  if (const auto &progress = index.progress) {
    contents.progress = ModelProgress{.seed = progress->seed,
                                      .epoch = progress->epoch,
                                      .stepInEpoch = progress->step_in_epoch,
                                      .globalStep = progress->global_step,
                                      .batchSize = progress->batch_size,
                                      .shuffleSeed = progress->shuffle_seed,
                                      .examplesInEpoch = progress->examples_in_epoch,
                                      .secondsInEpoch = progress->seconds_in_epoch,
                                      .metrics = {},
                                      .examples = progress->examples,
                                      .validationExamples = progress->validation_examples,
                                      .schedule = {.factor = progress->schedule_factor,
                                                   .best = progress->schedule_best,
                                                   .worseEpochs = progress->schedule_worse_epochs,
                                                   .cooldown = progress->schedule_cooldown}};
    for (const auto &metric : progress->metrics)
      contents.progress->metrics.push_back({metric->name, metric->sum});
  }
  if (index.normalization)
    contents.normalization = {index.normalization->mean, index.normalization->standard_deviation};
}

void ModelFile::checkIndex(const model_index::Index &root) const {
  uint64_t unpacked = 0;
  if (const auto *segments = root.segments())
    for (const model_index::Segment *segment : *segments) {
      unpacked += segment->name()->size();
      if (!segment->shape())
        continue;
      unpacked += uint64_t(segment->shape()->size()) * sizeof(int64_t);
      // The verifier aligns a vector's length, not its elements; only shapes have elements that are wider.
      if (offsetOf(segment->shape()->Data()) % alignof(int64_t) != 0)
        fail(offsetOf(segment->shape()), "the index is malformed: misaligned shape");
    }
  if (const auto *names = root.class_names())
    for (const flatbuffers::String *name : *names)
      unpacked += name->size();
  if (root.progress() && root.progress()->metrics())
    for (const model_index::Metric *metric : *root.progress()->metrics())
      unpacked += metric->name()->size();
  // FlatBuffers lets tables share parts; a small file could then ask for any amount of memory.
  if (unpacked > index.size())
    fail(offsetOf(index.data()), "the index is malformed: its parts overlap");
}

void ModelFile::readIndex() {
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t *>(index.data()), index.size());
  if (!model_index::VerifyIndexBuffer(verifier))
    fail(offsetOf(index.data()), "the index is malformed");
  const model_index::Index *root = model_index::GetIndex(index.data());
  checkIndex(*root);
  model_index::IndexT copy;
  root->UnPackTo(&copy);
  decodeDescription(copy, decoded);

  for (size_t i = 0; i < copy.segments.size(); ++i) {
    model_index::SegmentT &segment = *copy.segments[i];
    uint64_t place = offsetOf(root->segments()->Get(static_cast<flatbuffers::uoffset_t>(i)));
    std::string where = "segment " + quoteName(segment.name) + ": ";
    if (segment.offset % alignment != 0)
      fail(place, where + "offset " + std::to_string(segment.offset) + " is not a multiple of " +
                      std::to_string(alignment));
    if (segment.offset > size() || segment.size > size() - segment.offset)
      fail(place, where + "offset " + std::to_string(segment.offset) + " and size " +
                      std::to_string(segment.size) + " run past the end of the file");
    decoded.segments.push_back({.name = std::move(segment.name),
                                .type = static_cast<DType>(segment.type),
                                .shape = std::move(segment.shape),
                                .role = static_cast<ModelSegment::Role>(segment.role),
                                .bytes = mapping.bytes().subspan(segment.offset, segment.size)});
    checksums.push_back(segment.checksum);
  }
  if (std::optional<ModelProblem> problem = findProblem(decoded)) {
    const void *place = index.data();
    if (problem->segment)
      place = root->segments()->Get(static_cast<flatbuffers::uoffset_t>(*problem->segment));
    fail(offsetOf(place), problem->message);
  }
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
