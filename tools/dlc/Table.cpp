#include "Table.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace dlc {

/// Characters, not bytes: continuation bytes of UTF-8 take no column.
static std::size_t widthOf(const std::string &text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void Table::print(std::ostream &out) const {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto &cells : rows)
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], widthOf(cells[i]));
  const std::size_t gap = 2;
  const std::size_t total = std::accumulate(widths.begin(), widths.end(), gap * (columns.size() - 1));
  for (const auto &cells : rows) {
    std::string line = cells.empty() ? std::string(total, '-') : "";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - widthOf(cells[i]), ' ');
      line += (i ? std::string(gap, ' ') : "") +
              (columns[i] == Align::left ? cells[i] + padding : padding + cells[i]);
    }
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
  }
}

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3 + (number < 0);)
    text.insert(at -= 3, ",");
  return text;
}

/// Number and prefix, with a space between them if there is a prefix.
static std::pair<std::string, std::string> scale(std::int64_t number) {
  const char *const prefixes[] = {"", "k", "M", "G", "T", "P", "E"};
  double value = static_cast<double>(number);
  std::size_t prefix = 0;
  // 999.5 and more would be rounded to four digits.
  for (; value >= 999.5; value /= 1000)
    ++prefix;
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f",
                prefix == 0 || value >= 99.95 ? 0
                : value >= 9.995              ? 1
                                              : 2,
                value);
  return {text, prefixes[prefix]};
}

std::string scaled(std::int64_t number) {
  const auto [text, prefix] = scale(number);
  return prefix.empty() ? text : text + " " + prefix;
}

std::string scaledBytes(std::int64_t bytes) {
  const auto [text, prefix] = scale(bytes);
  return text + " " + prefix + "B";
}

} // namespace dlc
