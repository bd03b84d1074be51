// Lays out the segments in the order in which they come, as Support/Model.c writes them, and describes
// everything.
#include "Model/ModelIndex.h"

#include "Model/Format.h"
#include "Model/Model_generated.h"
#include "Support/Index.h"
#include "dlc/Error.h"

namespace dlc {
using namespace model_format;

// The schema's enum is written by flatc; it must be the one list of element types.
#define DLC_ELEMENT_TYPE(value, ID, ...)                                                                     \
  static_assert(static_cast<int>(model_index::SegmentType::ID) == value);
#include "dlc/element_types.def"
static_assert(static_cast<std::size_t>(model_index::SegmentType::MAX) + 1 == std::size(elementTypes));

static void layOut(const ModelContents &contents, Checksums checksums, model_index::IndexT &index) {
  uint64_t offset = sizeof(Header);
  for (const ModelSegment &segment : contents.segments) {
    auto entry = std::make_unique<model_index::SegmentT>();
    entry->name = segment.name;
    entry->type = static_cast<model_index::SegmentType>(segment.type);
    entry->shape = segment.shape;
    entry->role = static_cast<model_index::SegmentRole>(segment.role);
    entry->offset = offset;
    entry->size = byteSize(segment.type, segment.shape).value();
    // Anything but zero, which FlatBuffers would leave out.
    entry->checksum = checksums == Checksums::OfBytes || segment.role == ModelSegment::Role::Constant
                          ? checksum(segment.bytes)
                          : ~uint64_t(0);
    uint64_t end;
    if (__builtin_add_overflow(offset, entry->size, &end) || end > uint64_t(INT64_MAX) - alignment)
      throw Error("the segments do not fit into one file");
    offset = alignUp(end);
    index.segments.push_back(std::move(entry));
  }
}

static void describe(const ModelContents &contents, model_index::IndexT &index) {
  index.graph = contents.graph;
  index.dialect_version = contents.dialectVersion;
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
    index.progress->best_loss = contents.progress->bestLoss;
    index.progress->best_epoch = contents.progress->bestEpoch;
  }
  if (!contents.normalization.mean.empty()) {
    index.normalization = std::make_unique<model_index::NormalizationT>();
    index.normalization->mean = contents.normalization.mean;
    index.normalization->standard_deviation = contents.normalization.standardDeviation;
  }
}

ModelIndex makeModelIndex(const ModelContents &contents, Checksums checksums) {
  model_index::IndexT index;
  layOut(contents, checksums, index);
  describe(contents, index);
  flatbuffers::FlatBufferBuilder builder;
  model_index::FinishIndexBuffer(builder, model_index::Index::Pack(builder, &index));
  ModelIndex result;
  auto bytes = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  result.bytes.assign(bytes.begin(), bytes.end());
  const dlm_index written{builder.GetBufferPointer(), builder.GetSize()};
  dlm_segment segment;
  for (uint32_t i = 0; i < contents.segments.size() && dlm_index_segment(&written, i, &segment); ++i)
    if (segment.checksum_place)
      result.checksumPlaces.push_back(segment.checksum_place);
  return result;
}

} // namespace dlc
