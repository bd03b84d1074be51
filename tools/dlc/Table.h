// Tables and numbers for people.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace dlc {

/// Rows of cells, printed with columns as wide as their widest cell. Cells are UTF-8.
class Table {
public:
  enum class Align { left, right };

  explicit Table(std::vector<Align> columns) : columns(std::move(columns)) {}

  /// As many cells as there are columns.
  void row(std::vector<std::string> cells) { rows.push_back(std::move(cells)); }
  /// A line across.
  void rule() { rows.emplace_back(); }
  void print(std::ostream &out) const;

private:
  std::vector<Align> columns;
  std::vector<std::vector<std::string>> rows;
};

/// "61,706".
std::string grouped(std::int64_t number);
/// Three digits and a prefix: "833 k", "3.86 G"; small numbers whole: "784".
std::string scaled(std::int64_t number);
/// The same with its unit: "12.3 kB", "784 B".
std::string scaledBytes(std::int64_t bytes);

} // namespace dlc
