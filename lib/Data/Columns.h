// Elements of columns on their way to inputs of another type, and columns that are put side by side.
#pragma once

#include "dlc/Dataset.h"

#include <span>

namespace dlc {

/// Whether numbers of one element type can stand for another's: floats for floats, integers for both. Whether
/// an integer type holds them all is another question.
bool isConvertible(DType from, DType to);

/// The first element that an integer type does not hold, in words: "256 of example 3"; nothing if all fit.
std::optional<std::string> findTooLarge(const Tensor &values, DType type);

/// How a column becomes a tensor of a batch.
struct LoadedColumn {
  std::string name;
  DType type = DType::f32;       ///< which the column's must be convertible to
  bool arePixels = false;        ///< u8 0 … 255 become 0 … 1
  float mean = 0, deviation = 1; ///< of type f32, where they are not these: then (x - mean) / deviation
};

/// Copies these rows of `from` in order, converted, into `to`.
void convertRows(const Tensor &from, std::span<const std::int64_t> rows, const LoadedColumn &how, Tensor &to);

/// [N, a] and [N, b] and so on become [N, a + b + …], with [N] as [N, 1]: of their type, or f64 if they
/// differ. Throws Error, which `name` begins, for columns of higher rank and of different lengths.
Tensor sideBySide(const std::vector<const Column *> &columns, const std::string &name);

/// A column that shares the memory of a mapped one, and copies that of another.
Column copyOf(const Column &column, std::string name);

} // namespace dlc
