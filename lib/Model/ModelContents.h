// What a .dlm file says, independent of how it is stored: the graph as text, the weights as named segments
// and what training needs to go on. Written by writeModelFile, given back by ModelFile.
#pragma once

#include "dlc/ElementType.h"
#include "dlc/Schedule.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// One named tensor in canonical row-major layout. The bytes are borrowed: they belong to the caller when
/// writing, to the ModelFile when reading.
struct ModelSegment {
  /// Parameters are trained, buffers are other state (running statistics), optimizer segments are its slots.
  /// A constant is no variable: the graph's text names it, as dense_resource<name>.
  enum class Role : uint8_t { Parameter, Buffer, Optimizer, Constant };

  std::string name; ///< unique among constants or among all others, not empty
  DType type = DType::f32;
  std::vector<int64_t> shape; ///< no dimension negative; empty for a scalar
  Role role = Role::Parameter;
  std::span<const std::byte> bytes; ///< exactly elements × element size; 64-byte aligned when read
};

/// The optimizer whose slots the optimizer segments hold.
struct ModelOptimizer {
  std::string name;
  std::string hyperParameters; ///< text, as the training loop spells it

  bool operator==(const ModelOptimizer &) const = default;
};

/// The sum of a metric over examples.
struct ModelMetric {
  std::string name; ///< unique in its list, not empty
  double sum = 0;   ///< may be anything, also not a number

  bool operator==(const ModelMetric &) const = default;
};

/// Where training stopped, complete enough to go on with the very next batch.
struct ModelProgress {
  uint64_t seed = 0;
  uint64_t epoch = 0;       ///< full passes over the data so far
  uint64_t stepInEpoch = 0; ///< batches seen of the current pass
  uint64_t globalStep = 0;  ///< updates made since the start
  uint64_t batchSize = 0;   ///< examples per step
  uint64_t shuffleSeed = 0;
  /// What the current pass has summed up so far, so that its record is the same after resuming.
  uint64_t examplesInEpoch = 0;
  double secondsInEpoch = 0; ///< finite, not negative
  std::vector<ModelMetric> metrics = {};
  /// Of the data that was trained on, to notice another; 0 in files of before these were kept.
  uint64_t examples = 0;
  uint64_t validationExamples = 0; ///< of these, held back
  ScheduleState schedule = {};     ///< its factor is finite and not negative
  /// The least loss of an epoch so far, of the validation data where some are held back; and which epoch that
  /// was, from 1, or 0 before there is one.
  double bestLoss = std::numeric_limits<double>::infinity(); ///< not NaN
  uint64_t bestEpoch = 0;

  bool operator==(const ModelProgress &) const = default;
};

/// Per-channel input normalisation, (x - mean) / standardDeviation; both empty if there is none.
struct ModelNormalization {
  std::vector<float> mean;              ///< finite
  std::vector<float> standardDeviation; ///< positive and finite, as many as means

  bool operator==(const ModelNormalization &) const = default;
};

/// All that a .dlm file holds.
struct ModelContents {
  std::string graph;           ///< MLIR text
  uint32_t dialectVersion = 1; ///< in which it is written, at least 1
  std::vector<ModelSegment> segments;
  std::optional<ModelOptimizer> optimizer;
  std::optional<ModelProgress> progress;
  std::vector<std::string> classNames;
  ModelNormalization normalization;
  std::string producer; ///< who wrote it, with version; if empty, "dlc <version>" is written
};

/// elements × element size of a tensor; nothing if a dimension is negative or the number exceeds 64 bits.
std::optional<uint64_t> byteSize(DType type, std::span<const int64_t> shape);

/// The first thing that is wrong with contents, or nothing.
struct ModelProblem {
  std::optional<size_t> segment; ///< index of the segment that it is about, if it is about one
  std::string message;           ///< lower case, no full stop, names the segment
};
std::optional<ModelProblem> findProblem(const ModelContents &contents);

/// 'text' for a message, with quotes and with control characters escaped.
std::string quoteName(std::string_view text);

} // namespace dlc
