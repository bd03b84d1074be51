// The rules that the contents of a model keep, whether they come from a caller or from a file.
#include "Model/ModelContents.h"

#include <cmath>
#include <unordered_set>

namespace dlc {

std::optional<uint64_t> byteSize(DType type, std::span<const int64_t> shape) {
  bool isEmpty = false;
  for (int64_t dimension : shape) {
    if (dimension < 0)
      return std::nullopt;
    isEmpty |= dimension == 0;
  }
  // Before multiplying, so that the place of the zero does not decide whether the product overflows.
  if (isEmpty)
    return 0;
  uint64_t bytes = byteWidth(type);
  for (int64_t dimension : shape)
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(dimension), &bytes))
      return std::nullopt;
  return bytes;
}

std::string quoteName(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string result = "'";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      result += c;
    else
      result.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return result += '\'';
}

/// f32[2,3]
static std::string describe(const ModelSegment &segment) {
  std::string text = std::string(nameOf(segment.type)) + '[';
  for (size_t i = 0; i < segment.shape.size(); ++i)
    text += (i ? "," : "") + std::to_string(segment.shape[i]);
  return text + ']';
}

static std::optional<std::string> findProblem(const ModelSegment &segment) {
  // Checked first because an enum that came through a cast may hold anything.
  if (!isElementType(static_cast<int>(segment.type)))
    return "unknown element type " + std::to_string(static_cast<int>(segment.type));
  if (segment.role > ModelSegment::Role::Constant)
    return "unknown role " + std::to_string(static_cast<int>(segment.role));
  for (int64_t dimension : segment.shape)
    if (dimension < 0)
      return "negative dimension in " + describe(segment);
  std::optional<uint64_t> expected = byteSize(segment.type, segment.shape);
  if (!expected)
    return "the size of " + describe(segment) + " does not fit into 64 bits";
  if (*expected != segment.bytes.size())
    return "has " + std::to_string(segment.bytes.size()) + " bytes, but " + describe(segment) + " takes " +
           std::to_string(*expected);
  return std::nullopt;
}

static std::optional<std::string> findProblem(const ModelNormalization &normalization) {
  const auto &[mean, deviation] = normalization;
  if (mean.size() != deviation.size())
    return "normalisation has " + std::to_string(mean.size()) + " means, but " +
           std::to_string(deviation.size()) + " standard deviations";
  for (size_t i = 0; i < mean.size(); ++i) {
    if (!std::isfinite(mean[i]))
      return "normalisation: mean " + std::to_string(i) + " is not finite";
    if (!std::isfinite(deviation[i]) || deviation[i] <= 0)
      return "normalisation: standard deviation " + std::to_string(i) + " is not positive and finite";
  }
  return std::nullopt;
}

static std::optional<std::string> findProblem(const ModelProgress &progress) {
  std::unordered_set<std::string_view> names;
  for (const ModelMetric &metric : progress.metrics) {
    if (metric.name.empty())
      return "progress: a metric has no name";
    if (!names.insert(metric.name).second)
      return "progress: two metrics are named " + quoteName(metric.name);
  }
  if (!std::isfinite(progress.secondsInEpoch) || progress.secondsInEpoch < 0)
    return "progress: the seconds of the epoch are no time";
  if (!std::isfinite(progress.schedule.factor) || progress.schedule.factor < 0)
    return "progress: the factor on the learning rate is none";
  if (std::isnan(progress.bestLoss))
    return "progress: the least loss is not a number";
  if (progress.validationExamples > progress.examples)
    return "progress: " + std::to_string(progress.validationExamples) + " examples are held back of " +
           std::to_string(progress.examples);
  return std::nullopt;
}

std::optional<ModelProblem> findProblem(const ModelContents &contents) {
  std::unordered_set<std::string_view> variables, constants;
  for (size_t i = 0; i < contents.segments.size(); ++i) {
    const ModelSegment &segment = contents.segments[i];
    const bool isConstant = segment.role == ModelSegment::Role::Constant;
    if (segment.name.empty())
      return ModelProblem{i, "segment " + std::to_string(i) + " has no name"};
    if (!(isConstant ? constants : variables).insert(segment.name).second)
      return ModelProblem{i, (isConstant ? "two constants are named " : "two segments are named ") +
                                 quoteName(segment.name)};
    if (std::optional<std::string> problem = findProblem(segment))
      return ModelProblem{i, "segment " + quoteName(segment.name) + ": " + *problem};
  }
  if (contents.dialectVersion == 0)
    return ModelProblem{std::nullopt, "version 0 of the dialects does not exist"};
  if (contents.optimizer && contents.optimizer->name.empty())
    return ModelProblem{std::nullopt, "the optimizer has no name"};
  if (contents.progress)
    if (std::optional<std::string> problem = findProblem(*contents.progress))
      return ModelProblem{std::nullopt, *problem};
  if (std::optional<std::string> problem = findProblem(contents.normalization))
    return ModelProblem{std::nullopt, *problem};
  return std::nullopt;
}

} // namespace dlc
