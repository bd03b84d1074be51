// Only ASCII survives, because not every C compiler takes more in a name.
#include "Target/Identifiers.h"

namespace dlc {

static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string identifierOf(std::string_view name) {
  std::string result;
  for (char c : name) {
    bool plain = isLetter(c) || isDigit(c);
    if (plain || (!result.empty() && result.back() != '_'))
      result += plain ? c : '_';
  }
  if (result.empty())
    return "x";
  return isDigit(result.front()) ? "x" + result : result;
}

/// Words of C99 to C23, of C++ to C++20, and macros of common headers that stand where a parameter may.
static bool isWordOfTheLanguage(const std::string &name) {
  static const std::set<std::string> words = {"alignas",
                                              "alignof",
                                              "and",
                                              "and_eq",
                                              "asm",
                                              "auto",
                                              "bitand",
                                              "bitor",
                                              "bool",
                                              "break",
                                              "case",
                                              "catch",
                                              "char",
                                              "char16_t",
                                              "char32_t",
                                              "char8_t",
                                              "class",
                                              "co_await",
                                              "co_return",
                                              "co_yield",
                                              "compl",
                                              "concept",
                                              "const",
                                              "const_cast",
                                              "consteval",
                                              "constexpr",
                                              "constinit",
                                              "continue",
                                              "decltype",
                                              "default",
                                              "delete",
                                              "do",
                                              "double",
                                              "dynamic_cast",
                                              "else",
                                              "enum",
                                              "errno",
                                              "explicit",
                                              "export",
                                              "extern",
                                              "false",
                                              "float",
                                              "for",
                                              "friend",
                                              "goto",
                                              "if",
                                              "inline",
                                              "int",
                                              "linux",
                                              "long",
                                              "mutable",
                                              "namespace",
                                              "new",
                                              "noexcept",
                                              "not",
                                              "not_eq",
                                              "nullptr",
                                              "operator",
                                              "or",
                                              "or_eq",
                                              "private",
                                              "protected",
                                              "public",
                                              "register",
                                              "reinterpret_cast",
                                              "requires",
                                              "restrict",
                                              "return",
                                              "short",
                                              "signed",
                                              "sizeof",
                                              "static",
                                              "static_assert",
                                              "static_cast",
                                              "struct",
                                              "switch",
                                              "template",
                                              "this",
                                              "thread_local",
                                              "throw",
                                              "true",
                                              "try",
                                              "typedef",
                                              "typeid",
                                              "typename",
                                              "typeof",
                                              "typeof_unqual",
                                              "union",
                                              "unix",
                                              "unsigned",
                                              "using",
                                              "virtual",
                                              "void",
                                              "volatile",
                                              "wchar_t",
                                              "while",
                                              "xor",
                                              "xor_eq",
                                              "I",
                                              "NULL",
                                              "EOF",
                                              "assert",
                                              "stdin",
                                              "stdout",
                                              "stderr"};
  return words.contains(name);
}

std::string Identifiers::unique(std::string_view name) {
  std::string base = identifierOf(name);
  if (isWordOfTheLanguage(base))
    base += base.back() == '_' ? "x" : "_";
  std::string candidate = base;
  for (int i = 2; !taken.insert(candidate).second; ++i)
    candidate = base + (base.back() == '_' ? "" : "_") + std::to_string(i);
  return candidate;
}

} // namespace dlc
