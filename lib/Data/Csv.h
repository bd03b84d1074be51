// Tables of comma-separated values, as RFC 4180 describes them, with a line of names first.
#pragma once

#include "dlc/Dataset.h"

namespace dlc {

/// The columns whose values are all numbers: of i64 if all are whole, else of f64. `others` gets the names of
/// the rest, each with its first value that is none and the line of that. Throws Error, with file and line,
/// for a table without rows, lines of different lengths, names that are empty, numbers or there twice, and
/// quotes that do not end.
std::vector<Column> readCsv(const std::string &path,
                            std::vector<std::pair<std::string, std::string>> &others);

/// The names of all columns, in their order. Throws Error as readCsv does.
std::vector<std::string> readCsvNames(const std::string &path);

/// A column as it is written, without spaces around values.
struct Words {
  std::vector<std::string> values; ///< of each row
  std::vector<std::int64_t> lines; ///< where these are, from 1
};

/// The column of that name. Throws Error as readCsv does.
Words readWords(const std::string &path, const std::string &column);

} // namespace dlc
