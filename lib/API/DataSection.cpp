#include "API/DataSection.h"

#include "API/NetworkText.h"
#include "dlc/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace dlc {
namespace {

/// In front of the elements stands their alignment in memory, which says nothing here.
constexpr size_t alignmentBytes = 4;

bool isKeyPart(char c) { return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.'; }

class Reader {
public:
  Reader(StringRef section, const std::string &file, std::vector<NamedData> &data)
      : rest(section), file(file), data(data) {}

  void run() {
    rest.consume_front("{-#");
    entries("#-}", [&](const std::string &key) {
      expectKey(key, "dialect_resources");
      expect("{");
      entries("}", [&](const std::string &dialect) {
        expectKey(dialect, "builtin");
        expect("{");
        entries("}", [&](const std::string &name) { constant(name); });
      });
    });
  }

private:
  [[noreturn]] void fail(const std::string &problem) {
    throw Error(file + ": the section {-# … #-} at the end: " + problem);
  }

  bool take(StringRef token) {
    rest = rest.ltrim();
    return rest.consume_front(token);
  }
  void expect(StringRef token) {
    if (!take(token))
      fail("expected '" + token.str() + "' before '" + rest.take_front(20).str() + "'");
  }
  void expectKey(const std::string &key, const char *wanted) {
    if (key != wanted)
      fail("expected '" + std::string(wanted) + "', not '" + key + "'");
  }

  /// A name, in quotes or without.
  std::string key() {
    rest = rest.ltrim();
    if (rest.starts_with("\""))
      return string();
    std::string text = rest.take_while(isKeyPart).str();
    rest = rest.drop_front(text.size());
    if (text.empty())
      fail("expected a name before '" + rest.take_front(20).str() + "'");
    return text;
  }

  std::string string() {
    expect("\"");
    std::string text;
    while (!rest.empty() && rest.front() != '"') {
      char c = rest.front();
      rest = rest.drop_front();
      if (c == '\\') {
        if (rest.size() < 2)
          break;
        if (llvm::isHexDigit(rest[0]) && llvm::isHexDigit(rest[1])) {
          c = static_cast<char>(llvm::hexFromNibbles(rest[0], rest[1]));
          rest = rest.drop_front();
        } else {
          c = rest.front();
        }
        rest = rest.drop_front();
      }
      text += c;
    }
    expect("\"");
    return text;
  }

  template <typename Entry> void entries(StringRef end, Entry entry) {
    while (!take(end)) {
      std::string name = key();
      expect(":");
      entry(name);
      if (!take(",")) {
        expect(end);
        return;
      }
    }
  }

  void constant(const std::string &name) {
    expect("\"");
    size_t size = rest.find('"');
    StringRef digits = rest.take_front(size);
    std::string bytes;
    if (size == StringRef::npos || !digits.consume_front("0x") || digits.size() % 2 != 0 ||
        !llvm::tryGetFromHex(digits, bytes) || bytes.size() < alignmentBytes)
      fail("'" + name +
           "' is no string of hexadecimal digits, 0x and two for each byte, behind four for an alignment");
    rest = rest.drop_front(size + 1);
    if (!names.insert(name).second)
      fail("'" + name + "' is there twice");
    data.push_back({name, bytes.substr(alignmentBytes)});
  }

  StringRef rest;
  const std::string &file;
  std::vector<NamedData> &data;
  llvm::StringSet<> names;
};

/// As MLIR writes a key.
std::string keyText(StringRef name) {
  if (!name.empty() && (llvm::isAlpha(name.front()) || name.front() == '_') && llvm::all_of(name, isKeyPart))
    return name.str();
  std::string text = "\"";
  llvm::raw_string_ostream stream(text);
  llvm::printEscapedString(name, stream);
  return text + "\"";
}
} // namespace

std::string takeOutData(std::string text, const std::string &file, std::vector<NamedData> &data) {
  std::vector<TextRange> sections = dataSections(text);
  if (sections.empty())
    return text;
  std::string result;
  size_t copied = 0;
  for (const TextRange &section : sections) {
    StringRef written = StringRef(text).slice(section.begin, section.end);
    Reader(written, file, data).run();
    result += StringRef(text).slice(copied, section.begin);
    result += std::string(written.count('\n'), '\n');
    copied = section.end;
  }
  result += StringRef(text).substr(copied);
  return StringRef(result).rtrim().str() + "\n";
}

std::string dataSection(llvm::ArrayRef<NamedData> data) {
  if (data.empty())
    return "";
  std::string text = "\n{-#\n  dialect_resources: {\n    builtin: {\n", separator;
  for (const NamedData &constant : data) {
    text +=
        separator + "      " + keyText(constant.name) + ": \"0x40000000" + llvm::toHex(constant.bytes) + "\"";
    separator = ",\n";
  }
  return text + "\n    }\n  }\n#-}\n";
}

} // namespace dlc
