// Columns by name.
#include "dlc/Dataset.h"

#include <algorithm>

namespace dlc {

static std::string sourceOf(const Dataset &dataset) {
  return dataset.source.empty() ? "dataset" : dataset.source;
}

std::int64_t Dataset::size() const {
  return columns.empty() || columns.front().values.rank() == 0 ? 0 : columns.front().values.dim(0);
}

const Column *Dataset::find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

const Tensor &Dataset::operator[](std::string_view name) const {
  if (const Column *column = find(name))
    return column->values;
  throw Error(sourceOf(*this) + " " + lacks(name));
}

std::string Dataset::lacks(std::string_view name) const {
  const auto other = others.find(name);
  return "has no column '" + std::string(name) + "'" +
         (other == others.end() ? "" : ": what has that name " + other->second) + "; it has " + schema();
}

Tensor &Dataset::operator[](std::string_view name) {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return (found == columns.end() ? columns.emplace_back(Column{std::string(name), Tensor(), {}}) : *found)
      .values;
}

void Dataset::remove(std::string_view name) {
  std::erase_if(columns, [&](const Column &column) { return column.name == name; });
}

std::string Dataset::schema() const {
  std::string text;
  for (const Column &column : columns) {
    text += (text.empty() ? "" : ", ") + column.name + " " + nameOf(column.values.dtype()) + " [";
    for (std::size_t axis = 0; axis < column.values.rank(); ++axis)
      text += axis == 0 ? "batch" : ", " + std::to_string(column.values.dim(axis));
    text += ']';
  }
  return text.empty() ? "none" : text;
}

void Dataset::check() const {
  if (size() == 0)
    throw Error(sourceOf(*this) + ": there are no examples");
  for (const Column &column : columns)
    if (column.values.rank() == 0 || column.values.dim(0) != size())
      throw Error(sourceOf(*this) + ": the column '" + columns.front().name + "' has " +
                  std::to_string(size()) + " examples, but '" + column.name + "' is " +
                  toString(column.values.shape()));
}

/// The rows `first` to `first + count` of a tensor.
static Tensor rows(const Tensor &tensor, std::int64_t first, std::int64_t count) {
  Shape shape = tensor.shape();
  const std::size_t row = tensor.bytes().size() / static_cast<std::size_t>(shape[0]);
  shape[0] = count;
  Tensor result(std::move(shape), tensor.dtype());
  std::ranges::copy(tensor.bytes().subspan(static_cast<std::size_t>(first) * row, result.bytes().size()),
                    result.bytes().begin());
  return result;
}

Dataset Dataset::slice(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 1 || first >= size())
    throw Error(sourceOf(*this) + ": has no " + std::to_string(count) + " examples from number " +
                std::to_string(first) + " on; it has " + std::to_string(size()));
  check();
  count = std::min(count, size() - first);
  Dataset part;
  for (const Column &column : columns)
    part.columns.push_back({column.name, rows(column.values, first, count), {}});
  part.classNames = classNames;
  part.source = source;
  return part;
}

} // namespace dlc
