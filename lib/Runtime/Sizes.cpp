// Named sizes of a call, and the shapes that depend on nothing else.
#include "dlc/Program.h"

#include <algorithm>

namespace dlc {

static constexpr std::string_view batchName = "batch";

void Sizes::set(std::string_view name, std::int64_t value) {
  if (name == batchName) {
    batch = value;
    return;
  }
  const auto place =
      std::find_if(others.begin(), others.end(), [&](auto &size) { return size.first == name; });
  if (place == others.end())
    others.emplace_back(name, value);
  else
    place->second = value;
}

std::int64_t Sizes::operator[](std::string_view name) const {
  if (name == batchName)
    return batch;
  for (const auto &[other, value] : others)
    if (other == name)
      return value;
  return 0;
}

std::vector<std::pair<std::string, std::int64_t>> Sizes::all() const {
  std::vector<std::pair<std::string, std::int64_t>> result;
  if (batch)
    result.emplace_back(batchName, batch);
  std::copy_if(others.begin(), others.end(), std::back_inserter(result),
               [](const auto &size) { return size.second != 0; });
  return result;
}

std::string toString(const Sizes &sizes) {
  std::string text;
  for (const auto &[name, value] : sizes.all())
    text += (text.empty() ? "" : ", ") + name + " = " + std::to_string(value);
  return text;
}

bool TensorInfo::isDynamic() const {
  return std::any_of(shape.begin(), shape.end(), [](std::int64_t size) { return size < 0; });
}

Shape TensorInfo::shapeFor(const Sizes &sizes) const {
  Shape result = shape;
  for (std::int64_t &size : result)
    if (size == batchDimension)
      size = sizes[batchName];
    else if (size < 0) {
      const std::string text = sizeText(size);
      const std::int64_t value = sizes[text];
      if (value == 0)
        throw Error(toString(*this) + ": the size '" + text + "' is not given");
      size = value;
    }
  return result;
}

} // namespace dlc
