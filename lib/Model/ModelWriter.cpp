// Writing a .dlm file: lay out, describe, then one sequential pass over the bytes into an AtomicFile.
#include "Model/ModelFile.h"

#include "Model/AtomicFile.h"
#include "Model/Format.h"
#include "Model/Model_generated.h"
#include "dlc/Error.h"

#include <cstring>

namespace dlc {
using namespace model_format;

/// What the index can hold of text and shapes. FlatBuffers ends at 2 GiB and takes more for a programming
/// error; the rest is room for the tables themselves.
static constexpr uint64_t maxIndexPayload = uint64_t(1) << 30;

/// The verifier stops at a million tables; the rest are not segments.
static constexpr size_t maxSegments = 999'000;

static uint64_t alignUp(uint64_t offset) { return (offset + alignment - 1) / alignment * alignment; }

/// An estimate from above of the index' size, in bytes.
static uint64_t indexPayload(const ModelContents &contents) {
  constexpr uint64_t perTable = 128;
  uint64_t bytes = perTable + contents.graph.size() + contents.producer.size();
  for (const ModelSegment &segment : contents.segments)
    bytes += perTable + segment.name.size() + segment.shape.size() * sizeof(int64_t);
  for (const std::string &name : contents.classNames)
    bytes += perTable + name.size();
  if (contents.optimizer)
    bytes += perTable + contents.optimizer->name.size() + contents.optimizer->hyperParameters.size();
  if (contents.progress) {
    bytes += perTable;
    for (const ModelMetric &metric : contents.progress->metrics)
      bytes += perTable + metric.name.size();
  }
  return bytes + contents.normalization.mean.size() * 2 * sizeof(float);
}

/// Gives each segment its place in the order in which they come; returns the index and where it starts.
static std::pair<model_index::IndexT, uint64_t> layOut(const ModelContents &contents) {
  model_index::IndexT index;
  uint64_t offset = sizeof(Header);
  for (const ModelSegment &segment : contents.segments) {
    auto entry = std::make_unique<model_index::SegmentT>();
    entry->name = segment.name;
    entry->type = static_cast<model_index::SegmentType>(segment.type);
    entry->shape = segment.shape;
    entry->role = static_cast<model_index::SegmentRole>(segment.role);
    entry->offset = offset;
    entry->size = segment.bytes.size();
    entry->checksum = checksum(segment.bytes);
    index.segments.push_back(std::move(entry));
    offset = alignUp(offset + segment.bytes.size());
  }
  return {std::move(index), offset};
}

static void describe(const ModelContents &contents, model_index::IndexT &index) {
  index.graph = contents.graph;
  index.producer = contents.producer.empty() ? "dlc " DLC_VERSION : contents.producer;
  index.class_names = contents.classNames;
  if (contents.optimizer) {
    index.optimizer = std::make_unique<model_index::OptimizerT>();
    index.optimizer->name = contents.optimizer->name;
    index.optimizer->hyper_parameters = contents.optimizer->hyperParameters;
  }
  if (contents.progress) {
    index.progress = std::make_unique<model_index::ProgressT>();
    index.progress->seed = contents.progress->seed;
    index.progress->epoch = contents.progress->epoch;
    index.progress->step_in_epoch = contents.progress->stepInEpoch;
    index.progress->global_step = contents.progress->globalStep;
    index.progress->batch_size = contents.progress->batchSize;
    index.progress->shuffle_seed = contents.progress->shuffleSeed;
    index.progress->examples_in_epoch = contents.progress->examplesInEpoch;
    index.progress->seconds_in_epoch = contents.progress->secondsInEpoch;
    for (const ModelMetric &metric : contents.progress->metrics) {
      auto entry = std::make_unique<model_index::MetricT>();
      entry->name = metric.name;
      entry->sum = metric.sum;
      index.progress->metrics.push_back(std::move(entry));
    }
    index.progress->examples = contents.progress->examples;
    index.progress->validation_examples = contents.progress->validationExamples;
    index.progress->schedule_factor = contents.progress->schedule.factor;
    index.progress->schedule_best = contents.progress->schedule.best;
    index.progress->schedule_worse_epochs = contents.progress->schedule.worseEpochs;
    index.progress->schedule_cooldown = contents.progress->schedule.cooldown;
  }
  if (!contents.normalization.mean.empty()) {
    index.normalization = std::make_unique<model_index::NormalizationT>();
    index.normalization->mean = contents.normalization.mean;
    index.normalization->standard_deviation = contents.normalization.standardDeviation;
  }
}

void writeModelFile(const std::filesystem::path &path, const ModelContents &contents) {
  if (std::optional<ModelProblem> problem = findProblem(contents))
    throw Error(path.string() + ": cannot write: " + problem->message);
  if (indexPayload(contents) > maxIndexPayload)
    throw Error(path.string() + ": cannot write: graph, names and shapes together exceed 1 GiB");
  if (contents.segments.size() > maxSegments)
    throw Error(path.string() + ": cannot write: more than " + std::to_string(maxSegments) + " segments");

  auto [index, indexOffset] = layOut(contents);
  describe(contents, index);
  flatbuffers::FlatBufferBuilder builder;
  model_index::FinishIndexBuffer(builder, model_index::Index::Pack(builder, &index));
  auto indexBytes = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));

  Header header = {};
  std::memcpy(header.magic, magic, sizeof(magic));
  header.version = version;
  header.indexOffset = indexOffset;
  header.indexSize = indexBytes.size();
  header.indexChecksum = checksum(indexBytes);
  header.fileSize = indexOffset + indexBytes.size();
  header.headerChecksum = checksum(header);

  static constexpr std::byte zeros[alignment] = {};
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&header, 1)));
  for (const ModelSegment &segment : contents.segments) {
    file.write(segment.bytes);
    file.write(std::span(zeros).first(alignUp(segment.bytes.size()) - segment.bytes.size()));
  }
  file.write(indexBytes);
  file.commit();
}

} // namespace dlc
