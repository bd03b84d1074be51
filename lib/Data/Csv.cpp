#include "Data/Csv.h"

#include "Data/Files.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace dlc {
namespace {

class CsvReader {
public:
  explicit CsvReader(const std::string &path) : path(path), bytes(readMaybeCompressed(path)) {
    if (bytes.size() >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf)
      at = 3; // the byte order mark that spreadsheets write
  }

  bool atEnd() const { return at == bytes.size(); }
  /// Of the row that was read last, from 1.
  std::int64_t line() const { return rowLine; }

  /// The fields of the next row.
  std::vector<std::string> row() {
    rowLine = nextLine;
    std::vector<std::string> fields;
    do
      fields.push_back(field());
    while (accept(','));
    accept('\r');
    if (!accept('\n') && !atEnd())
      fail("characters follow a quoted field");
    ++nextLine;
    return fields;
  }

  [[noreturn]] void fail(const std::string &what) const {
    throw Error(path + ": line " + std::to_string(rowLine) + ": " + what);
  }

private:
  bool accept(char wanted) {
    if (atEnd() || bytes[at] != static_cast<std::uint8_t>(wanted))
      return false;
    ++at;
    return true;
  }

  std::string field() {
    std::string text;
    if (!accept('"')) {
      while (!atEnd() && bytes[at] != ',' && bytes[at] != '\n' && bytes[at] != '\r')
        text += static_cast<char>(bytes[at++]);
      return text;
    }
    for (;;) {
      if (atEnd())
        fail("a quoted field does not end");
      const auto c = static_cast<char>(bytes[at++]);
      if (c == '"' && !accept('"'))
        return text;
      if (c == '\n')
        ++nextLine;
      text += c;
    }
  }

  const std::string &path;
  const Bytes bytes;
  std::size_t at = 0;
  std::int64_t nextLine = 1, rowLine = 1;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

template <typename T> bool parse(std::string_view text, T &value) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && rest == text.data() + text.size();
}

struct Numbers {
  std::vector<double> floats;
  std::vector<std::int64_t> integers; ///< empty once there is a number that is not whole
  std::string problem;                ///< of a column that holds something else
};

/// The first row.
std::vector<std::string> readNames(CsvReader &reader, const std::string &path) {
  if (reader.atEnd())
    throw Error(path + ": is empty; a table has a line of names, and then a line for each example");
  std::vector<std::string> names = reader.row();
  for (std::string &name : names) {
    name = trimmed(name);
    double number = 0;
    if (name.empty() || parse(name, number))
      reader.fail("'" + name + "' is no name of a column: the first line names them");
    if (std::ranges::count(names, name) > 1)
      reader.fail("the column '" + name + "' is there twice");
  }
  return names;
}

/// The next row with as many fields as there are names; nothing at the end.
std::optional<std::vector<std::string>> readRow(CsvReader &reader, std::size_t count) {
  while (!reader.atEnd()) {
    std::vector<std::string> fields = reader.row();
    if (fields.size() == 1 && count > 1 && trimmed(fields[0]).empty())
      continue; // an empty line
    if (fields.size() != count)
      reader.fail("there are " + std::to_string(fields.size()) + " values, and " + std::to_string(count) +
                  " names in the first line");
    return fields;
  }
  return std::nullopt;
}

} // namespace

std::vector<Column> readCsv(const std::string &path,
                            std::vector<std::pair<std::string, std::string>> &others) {
  CsvReader reader(path);
  const std::vector<std::string> names = readNames(reader, path);
  std::vector<Numbers> all(names.size());
  std::int64_t count = 0;
  while (const auto row = readRow(reader, names.size())) {
    const std::vector<std::string> &fields = *row;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      Numbers &numbers = all[i];
      const std::string_view text = trimmed(fields[i]);
      double value = 0;
      std::int64_t integer = 0;
      if (!numbers.problem.empty())
        continue;
      if (!parse(text, value)) {
        numbers.problem = (text.empty() ? "nothing" : "'" + std::string(text) + "'") + " in line " +
                          std::to_string(reader.line());
        continue;
      }
      numbers.floats.push_back(value);
      if (parse(text, integer) && numbers.integers.size() == static_cast<std::size_t>(count))
        numbers.integers.push_back(integer);
    }
    ++count;
  }
  if (count == 0)
    throw Error(path + ": has names of columns, but no line of values");
  std::vector<Column> columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!all[i].problem.empty())
      others.emplace_back(names[i], all[i].problem);
    else if (all[i].integers.size() == static_cast<std::size_t>(count))
      columns.push_back(
          {names[i], Tensor::of<std::int64_t>({count}, std::span<const std::int64_t>(all[i].integers)), {}});
    else
      columns.push_back({names[i], Tensor::of<double>({count}, std::span<const double>(all[i].floats)), {}});
  }
  return columns;
}

std::vector<std::string> readCsvNames(const std::string &path) {
  CsvReader reader(path);
  return readNames(reader, path);
}

Words readWords(const std::string &path, const std::string &column) {
  CsvReader reader(path);
  const std::vector<std::string> names = readNames(reader, path);
  const auto found = std::ranges::find(names, column);
  if (found == names.end())
    throw Error(path + ": has no column '" + column + "'");
  Words words;
  while (const auto row = readRow(reader, names.size())) {
    words.values.emplace_back(trimmed((*row)[static_cast<std::size_t>(found - names.begin())]));
    words.lines.push_back(reader.line());
  }
  return words;
}

} // namespace dlc
