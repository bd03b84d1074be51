#include "Report/Html.h"

#include "Data/Image.h"

#include <cstdio>

namespace dlc {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text)
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += c;
    }
  return result;
}

std::string decimal(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof(text), "%.*g", digits, value == 0 ? 0.0 : value); // and not -0
  return text;
}

std::string fixed(double value, int digits) {
  char text[400]; // of any double
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::string percent(double part) {
  char text[48];
  std::snprintf(text, sizeof(text), "%.1f %%", 100 * part);
  return text;
}

std::string table(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows) {
  std::string result = "<table>";
  if (!head.empty()) {
    result += "<thead><tr>";
    for (const std::string &cell : head)
      result += "<th>" + cell + "</th>";
    result += "</tr></thead>";
  }
  result += "<tbody>\n";
  for (const std::vector<std::string> &row : rows) {
    result += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      result += (i == 0 ? "<th>" : "<td>") + row[i] + (i == 0 ? "</th>" : "</td>");
    result += "</tr>\n";
  }
  return result + "</tbody></table>\n";
}

/// RFC 4648.
static std::string base64(std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? bytes[at + i] : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= count ? digits[group >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

std::string image(const Tensor &pixels, std::int64_t scale, std::string_view description) {
  const std::string alt = escaped(description);
  return "<img width=\"" + std::to_string(pixels.dim(1) * scale) + "\" height=\"" +
         std::to_string(pixels.dim(0) * scale) + "\" alt=\"" + alt + "\" title=\"" + alt +
         "\" src=\"data:image/png;base64," + base64(encodePng(pixels, "report")) + "\">";
}

std::string page(std::string_view title, std::string_view sections) {
  static constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1a202c; background: #fff; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #e2e8f0; }
h3 { font-size: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; }
tbody th, thead th:first-child { text-align: left; font-weight: 500; }
thead th { border-bottom: 1px solid #cbd5e0; font-weight: 600; }
.confusion td { min-width: 2.2rem; text-align: center; } .confusion thead th { font-weight: 500; }
.charts, .images { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
svg { max-width: 100%; height: auto; }
img { image-rendering: pixelated; background: #000; }
figure { margin: 0; } figcaption { font-size: 12px; max-width: 8rem; }
)";
  std::string result =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>";
  result += escaped(title);
  result += "</title>\n<style>";
  result += style;
  result += "</style>\n</head>\n<body>\n<h1>";
  result += escaped(title);
  result += "</h1>\n";
  result += sections;
  return result + "</body>\n</html>\n";
}

} // namespace dlc
