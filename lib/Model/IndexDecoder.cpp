// Fields are numbered here as in Model.fbs. A file that lacks one, because it is older, has its default.
#include "Model/IndexDecoder.h"

#include "Model/Model_generated.h"

#include <cstring>

namespace dlc {

// A field's place in its table's list of them, as flatc writes it.
static constexpr int placed(unsigned field) { return 4 + 2 * int(field); }
namespace m = model_index;
static_assert(placed(DLM_GRAPH) == m::Index::VT_GRAPH && placed(DLM_SEGMENTS) == m::Index::VT_SEGMENTS &&
              placed(DLM_OPTIMIZER) == m::Index::VT_OPTIMIZER &&
              placed(DLM_PROGRESS) == m::Index::VT_PROGRESS &&
              placed(DLM_CLASS_NAMES) == m::Index::VT_CLASS_NAMES &&
              placed(DLM_NORMALIZATION) == m::Index::VT_NORMALIZATION &&
              placed(DLM_PRODUCER) == m::Index::VT_PRODUCER &&
              placed(DLM_DIALECT_VERSION) == m::Index::VT_DIALECT_VERSION);
static_assert(placed(DLM_NAME) == m::Segment::VT_NAME && placed(DLM_TYPE) == m::Segment::VT_TYPE &&
              placed(DLM_SHAPE) == m::Segment::VT_SHAPE && placed(DLM_ROLE) == m::Segment::VT_ROLE &&
              placed(DLM_OFFSET) == m::Segment::VT_OFFSET && placed(DLM_SIZE) == m::Segment::VT_SIZE &&
              placed(DLM_CHECKSUM) == m::Segment::VT_CHECKSUM);

static void check(int isSound) {
  if (!isSound)
    throw MalformedIndex{""};
}

/// A table of the index, with its fields by flatc's numbers.
struct IndexDecoder::Table {
  IndexDecoder &decoder;
  uint64_t place; ///< 0: the file has none

  explicit operator bool() const { return place != 0; }
  static unsigned field(int vt) { return unsigned(vt - 4) / 2; }

  Table table(int vt) const {
    uint64_t inner;
    check(dlm_index_table(&decoder.index, place, field(vt), &inner));
    return {decoder, inner};
  }
  template <typename T> T number(int vt, T otherwise) const {
    check(dlm_index_number(&decoder.index, place, field(vt), &otherwise, sizeof(T)));
    return otherwise;
  }
  dlm_vector vector(int vt, uint64_t width) const {
    dlm_vector vector;
    check(dlm_index_vector(&decoder.index, place, field(vt), width, &vector));
    return vector;
  }
  std::string text(int vt) const { return decoder.text(vector(vt, 1)); }
  std::string requiredText(int vt) const {
    dlm_vector characters = vector(vt, 1);
    check(characters.start != 0);
    return decoder.text(characters);
  }
  template <typename T> std::vector<T> array(int vt) const {
    dlm_vector elements = vector(vt, sizeof(T));
    decoder.take(elements.count * sizeof(T));
    std::vector<T> result(elements.count);
    if (!result.empty()) // memcpy takes no null pointer, not even for no bytes
      std::memcpy(result.data(), decoder.index.bytes + elements.start, elements.count * sizeof(T));
    return result;
  }
};

/// Tables may share parts; without a limit, a small file could ask for any amount of memory.
void IndexDecoder::take(uint64_t bytes) {
  taken += bytes;
  if (taken > index.size)
    throw MalformedIndex{": its parts overlap"};
}

std::string IndexDecoder::text(dlm_vector characters) {
  take(characters.count);
  return {reinterpret_cast<const char *>(index.bytes) + characters.start, characters.count};
}

void IndexDecoder::segments(ModelContents &contents, std::vector<dlm_segment> &places) {
  uint32_t count;
  check(dlm_index_count(&index, &count));
  for (uint32_t i = 0; i < count; ++i) {
    dlm_segment stored;
    check(dlm_index_segment(&index, i, &stored));
    take(stored.name_length + uint64_t(stored.rank) * sizeof(int64_t));
    ModelSegment segment;
    segment.name.assign(reinterpret_cast<const char *>(index.bytes) + stored.name, stored.name_length);
    segment.type = static_cast<DType>(stored.type);
    segment.shape.resize(stored.rank);
    if (stored.rank)
      std::memcpy(segment.shape.data(), index.bytes + stored.shape, stored.rank * sizeof(int64_t));
    segment.role = static_cast<ModelSegment::Role>(stored.role);
    contents.segments.push_back(std::move(segment));
    places.push_back(stored);
  }
}

ModelContents IndexDecoder::decode(std::vector<dlm_segment> &places) {
  Table root{*this, 0};
  check(dlm_index_root(&index, &root.place));
  ModelContents contents;
  contents.graph = root.requiredText(m::Index::VT_GRAPH);
  segments(contents, places);
  if (Table optimizer = root.table(m::Index::VT_OPTIMIZER))
    contents.optimizer = ModelOptimizer{optimizer.requiredText(m::Optimizer::VT_NAME),
                                        optimizer.text(m::Optimizer::VT_HYPER_PARAMETERS)};
  if (Table progress = root.table(m::Index::VT_PROGRESS)) {
    using P = m::Progress;
    auto count = [&](int vt) { return progress.number<uint64_t>(vt, 0); };
    const ScheduleState schedule;
    contents.progress =
        ModelProgress{.seed = count(P::VT_SEED),
                      .epoch = count(P::VT_EPOCH),
                      .stepInEpoch = count(P::VT_STEP_IN_EPOCH),
                      .globalStep = count(P::VT_GLOBAL_STEP),
                      .batchSize = count(P::VT_BATCH_SIZE),
                      .shuffleSeed = count(P::VT_SHUFFLE_SEED),
                      .examplesInEpoch = count(P::VT_EXAMPLES_IN_EPOCH),
                      .secondsInEpoch = progress.number<double>(P::VT_SECONDS_IN_EPOCH, 0),
                      .metrics = {},
                      .examples = count(P::VT_EXAMPLES),
                      .validationExamples = count(P::VT_VALIDATION_EXAMPLES),
                      .schedule = {.factor = progress.number(P::VT_SCHEDULE_FACTOR, schedule.factor),
                                   .best = progress.number(P::VT_SCHEDULE_BEST, schedule.best),
                                   .worseEpochs = count(P::VT_SCHEDULE_WORSE_EPOCHS),
                                   .cooldown = count(P::VT_SCHEDULE_COOLDOWN)},
                      .bestLoss = progress.number(P::VT_BEST_LOSS, std::numeric_limits<double>::infinity()),
                      .bestEpoch = count(P::VT_BEST_EPOCH)};
    dlm_vector metrics = progress.vector(P::VT_METRICS, 4);
    for (uint32_t i = 0; i < metrics.count; ++i) {
      Table metric{*this, 0};
      check(dlm_index_element(&index, metrics, i, &metric.place));
      contents.progress->metrics.push_back(
          {metric.requiredText(m::Metric::VT_NAME), metric.number<double>(m::Metric::VT_SUM, 0)});
    }
  }
  dlm_vector classNames = root.vector(m::Index::VT_CLASS_NAMES, 4);
  for (uint32_t i = 0; i < classNames.count; ++i) {
    dlm_vector name;
    check(dlm_index_text(&index, classNames, i, &name));
    contents.classNames.push_back(text(name));
  }
  if (Table normalization = root.table(m::Index::VT_NORMALIZATION))
    contents.normalization = {normalization.array<float>(m::Normalization::VT_MEAN),
                              normalization.array<float>(m::Normalization::VT_STANDARD_DEVIATION)};
  contents.producer = root.text(m::Index::VT_PRODUCER);
  contents.dialectVersion = root.number<uint32_t>(m::Index::VT_DIALECT_VERSION, 1);
  return contents;
}

} // namespace dlc
