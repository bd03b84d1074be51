#include "dlc/Normalization.h"

#include <algorithm>
#include <utility>

namespace dlc {

const TensorInfo *imageInput(const EntryInfo &entry) {
  const auto isCandidate = [](const TensorInfo &input) {
    return input.dtype == DType::f32 && input.role != InputRole::Label;
  };
  const TensorInfo *unbatched = nullptr;
  for (const TensorInfo &input : entry.inputs) {
    if (isCandidate(input) && input.isBatched())
      return &input;
    if (isCandidate(input) && input.shape.size() >= 2 && !unbatched)
      unbatched = &input;
  }
  const bool hasBatch = std::ranges::any_of(entry.inputs, &TensorInfo::isBatched);
  return hasBatch ? nullptr : unbatched;
}

void normalize(Tensor &images, std::span<const float> mean, std::span<const float> standardDeviation,
               std::int64_t channels) {
  if (mean.empty())
    return;
  // As many equal numbers are one for all, whatever the images have of channels.
  const auto areEqual = [](std::span<const float> numbers) {
    return std::ranges::count(numbers, numbers.front()) == std::ssize(numbers);
  };
  if (mean.size() == standardDeviation.size() && areEqual(mean) && areEqual(standardDeviation)) {
    mean = mean.first(1);
    standardDeviation = standardDeviation.first(1);
  }
  const auto at = static_cast<std::size_t>(channels);
  const Shape &shape = images.shape();
  if (images.dtype() != DType::f32 || mean.size() != standardDeviation.size() ||
      (mean.size() > 1 && (channels < 0 || at >= shape.size() || !std::cmp_equal(shape[at], mean.size()))))
    throw Error(std::string(nameOf(images.dtype())) + " " + toString(shape) +
                " cannot be normalised by the means and deviations of " + std::to_string(mean.size()) +
                " channels");
  std::size_t plane = 1; // elements that are next to each other and of one channel
  for (std::size_t i = at + 1; mean.size() > 1 && i < shape.size(); ++i)
    plane *= static_cast<std::size_t>(shape[i]);
  const auto values = images.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / plane % mean.size();
    values[i] = (values[i] - mean[channel]) / standardDeviation[channel];
  }
}

} // namespace dlc
