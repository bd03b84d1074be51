// Bounds and spellings of a network's text, by a scan over its characters.
#include "API/NetworkText.h"

#include "dlc/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/thread.h"

#include <exception>

using llvm::StringRef;

namespace dlc {
namespace {
constexpr int maxDepth = 256, maxAliases = 256;
constexpr unsigned stackBytes = 256u << 20;

bool isNameChar(char c) { return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.'; }

/// Walks over a text without its comments and strings.
class Scan {
public:
  explicit Scan(StringRef text) : text(text) {}

  /// The place of the next character outside of comments and strings, or the end.
  size_t next() {
    while (place < text.size()) {
      StringRef rest = text.drop_front(place);
      if (rest.starts_with("//")) {
        place = std::min(text.find('\n', place), text.size());
      } else if (rest.front() == '"') {
        skipString();
      } else {
        return place++;
      }
    }
    return text.size();
  }
  void skipTo(size_t newPlace) { place = newPlace; }

private:
  void skipString() {
    for (++place; place < text.size() && text[place] != '"' && text[place] != '\n'; ++place)
      if (text[place] == '\\')
        ++place;
    ++place;
  }

  StringRef text;
  size_t place = 0;
};

class Check {
public:
  Check(StringRef text, const std::string &file) : text(text), file(file) {}

  void run() {
    if (text.starts_with("ML\xefR"))
      throw Error(file + ": is MLIR bytecode; give the network as text");
    Scan scan(text);
    for (size_t place = scan.next(); place < text.size(); place = scan.next()) {
      char c = text[place];
      size_t closer = StringRef(")]}>").find(c);
      if (StringRef("([{<").contains(c)) {
        open.push_back(StringRef(")]}>")[StringRef("([{<").find(c)]);
        if (open.size() > maxDepth)
          fail(place, "brackets are nested deeper than " + std::to_string(maxDepth));
      } else if (closer != StringRef::npos && !(c == '>' && place > 0 && text[place - 1] == '-')) {
        // What does not fit is for the parser to say.
        if (!open.empty() && open.back() == c)
          open.pop_back();
      } else if ((c == '#' || c == '!') && isAlias(place)) {
        if (++aliases > maxAliases)
          fail(place,
               "there are more than " + std::to_string(maxAliases) + " aliases of attributes and types");
      } else if (isNameChar(c)) {
        size_t end = place;
        while (end < text.size() && isNameChar(text[end]))
          ++end;
        StringRef word = text.slice(place, end);
        bool isName = place > 0 && StringRef("@%#!^").contains(text[place - 1]);
        if (!isName && (word == "affine_map" || word == "affine_set"))
          fail(place, "a network has no " + word.str());
        scan.skipTo(end);
      }
    }
  }

private:
  /// Whether an alias is defined there: `#name =`.
  bool isAlias(size_t place) {
    size_t end = place + 1;
    while (end < text.size() && (isNameChar(text[end]) || text[end] == '-'))
      ++end;
    end = text.find_first_not_of(" \t\r\n", end);
    return end != StringRef::npos && text[end] == '=';
  }

  [[noreturn]] void fail(size_t place, const std::string &problem) {
    StringRef before = text.take_front(place);
    size_t line = before.count('\n') + 1, start = before.rfind('\n') + 1; // npos + 1 is 0
    throw Error(file + ":" + std::to_string(line) + ":" + std::to_string(place - start + 1) + ": " + problem);
  }

  StringRef text;
  const std::string &file;
  std::string open; // the brackets that are to come
  int aliases = 0;
};

/// The length of a number such as 1e-09 at the start, which MLIR wants with a dot behind the digits; else 0.
size_t digitsBeforeExponent(StringRef rest) {
  size_t digits = rest.find_if_not(llvm::isDigit);
  if (digits == 0 || digits == StringRef::npos || (rest[digits] != 'e' && rest[digits] != 'E'))
    return 0;
  StringRef exponent = rest.drop_front(digits + 1);
  if (!exponent.empty() && (exponent.front() == '-' || exponent.front() == '+'))
    exponent = exponent.drop_front();
  size_t end = std::min(exponent.find_if_not(llvm::isDigit), exponent.size());
  bool isWhole = end > 0 && (end == exponent.size() || !isNameChar(exponent[end]));
  return isWhole ? digits : 0;
}

/// The length of a name such as a-b at the start, which MLIR wants in quotes; else 0.
size_t lengthOfDashedName(StringRef rest) {
  auto isDashed = [](char c) { return isNameChar(c) || c == '-'; };
  size_t end = std::min(rest.find_if_not(isDashed), rest.size());
  // An arrow behind a name is no part of it.
  if (end < rest.size() && rest[end] == '>' && end > 0 && rest[end - 1] == '-')
    --end;
  return rest.take_front(end).contains('-') ? end : 0;
}
} // namespace

void checkText(const std::string &text, const std::string &file) { Check(text, file).run(); }

std::string normalized(std::string text) {
  std::string result;
  StringRef all = text;
  size_t copied = 0;
  Scan scan(all);
  for (size_t place = scan.next(); place < all.size(); place = scan.next()) {
    char c = all[place];
    if (c == '@') {
      StringRef name = all.drop_front(place + 1);
      if (size_t length = lengthOfDashedName(name)) {
        result += all.slice(copied, place + 1);
        result += '"' + name.take_front(length).str() + '"';
        copied = place + 1 + length;
        scan.skipTo(copied);
      }
    } else if (isNameChar(c)) {
      bool isName = place > 0 && StringRef("@%#!^").contains(all[place - 1]);
      StringRef rest = all.drop_front(place);
      size_t end = std::min(rest.find_if_not(isNameChar), rest.size());
      if (size_t digits = isName ? 0 : digitsBeforeExponent(rest)) {
        result += all.slice(copied, place + digits);
        result += '.';
        copied = place + digits;
      }
      scan.skipTo(place + end);
    }
  }
  if (copied == 0)
    return text;
  result += all.drop_front(copied);
  return result;
}

/// Behind the bracket that closes the one at `open`, or npos.
static size_t closingEnd(StringRef text, size_t open) {
  Scan scan(text);
  scan.skipTo(open);
  int depth = 0;
  for (size_t place = scan.next(); place < text.size(); place = scan.next()) {
    if (StringRef("([{<").contains(text[place]))
      ++depth;
    else if (StringRef(")]}>").contains(text[place]) && --depth == 0)
      return place + 1;
  }
  return StringRef::npos;
}

std::vector<TextRange> longLiterals(const std::string &text, size_t length, std::vector<size_t> &types) {
  std::vector<TextRange> found;
  StringRef all = text;
  Scan scan(all);
  for (size_t place = scan.next(); place < all.size(); place = scan.next()) {
    if (!isNameChar(all[place]))
      continue;
    size_t end = std::min(all.find_if_not(isNameChar, place), all.size());
    scan.skipTo(end);
    bool isName = place > 0 && StringRef("@%#!^").contains(all[place - 1]);
    if (isName || all.slice(place, end) != "dense" || !all.substr(end).starts_with("<"))
      continue;
    size_t type = closingEnd(all, end);
    if (type == StringRef::npos)
      break;
    scan.skipTo(type);
    size_t colon = std::min(all.find_first_not_of(" \t\r\n", type), all.size());
    if (type - place < length || !all.substr(colon).starts_with(":"))
      continue;
    size_t tensor = std::min(all.find_first_not_of(" \t\r\n", colon + 1), all.size());
    size_t last = all.substr(tensor).starts_with("tensor<") ? closingEnd(all, tensor + 6) : StringRef::npos;
    if (last == StringRef::npos)
      continue;
    found.push_back({place, type});
    types.push_back(last);
  }
  return found;
}

std::vector<TextRange> dataSections(const std::string &text) {
  std::vector<TextRange> found;
  StringRef all = text;
  Scan scan(all);
  for (size_t place = scan.next(); place < all.size(); place = scan.next()) {
    if (all[place] != '{' || !all.substr(place).starts_with("{-#"))
      continue;
    size_t end = std::min(closingEnd(all, place), all.size());
    found.push_back({place, end});
    scan.skipTo(end);
  }
  return found;
}

void onLargeStack(const std::function<void()> &function) {
  std::exception_ptr thrown;
  llvm::thread thread(std::optional<unsigned>(stackBytes), [&] {
    try {
      function();
    } catch (...) {
      thrown = std::current_exception();
    }
  });
  thread.join();
  if (thrown)
    std::rethrow_exception(thrown);
}

} // namespace dlc
