#include "Model/SizeText.h"

#include <algorithm>

namespace dlc {

static bool isDigit(char c) { return c >= '0' && c <= '9'; }
static bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
}

bool isSizeName(std::string_view text) {
  return !text.empty() && !isDigit(text[0]) && std::all_of(text.begin(), text.end(), isWordCharacter) &&
         text != "floordiv" && text != "ceildiv";
}

bool mentionsSize(std::string_view text, std::string_view name) {
  // MLIR's names may have dots and dollars, too.
  auto goesOn = [](char c) { return isWordCharacter(c) || c == '.' || c == '$'; };
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !goesOn(text[at - 1])) && (end == text.size() || !goesOn(text[end])))
      return true;
  }
  return false;
}

} // namespace dlc
