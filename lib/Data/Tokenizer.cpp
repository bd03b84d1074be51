#include "Data/Tokenizer.h"

#include "Data/Files.h"

#include <array>
#include <set>
#include <utility>

namespace dlc {

/// Bytes of the character that begins at `at`. Throws Error if there is none.
static std::size_t lengthOfCharacter(std::string_view text, std::size_t at, const std::string &file) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80             ? 1
                             : (first & 0xe0) == 0xc0 ? 2
                             : (first & 0xf0) == 0xe0 ? 3
                             : (first & 0xf8) == 0xf0 ? 4
                                                      : 0;
  bool isWhole = length > 0 && length <= text.size() - at;
  for (std::size_t i = 1; isWhole && i < length; ++i)
    isWhole = (byte(at + i) & 0xc0) == 0x80;
  if (!isWhole)
    failAt(file, at, "is no text in UTF-8");
  return length;
}

std::vector<std::string> charactersOf(std::string_view text, const std::string &file) {
  // In UTF-8, the order of bytes is that of code points.
  std::set<std::string_view> characters;
  std::array<bool, 128> isKnown{};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = lengthOfCharacter(text, at, file);
    if (length > 1 || !std::exchange(isKnown[static_cast<unsigned char>(text[at])], true))
      characters.insert(text.substr(at, length));
    at += length;
  }
  return {characters.begin(), characters.end()};
}

namespace {

enum class Kind { Space, Letter, Digit, Other };

Kind kindOf(char c) {
  if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
    return Kind::Space;
  if (c >= '0' && c <= '9')
    return Kind::Digit;
  const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
  return isLetter ? Kind::Letter : Kind::Other;
}

} // namespace

std::vector<std::string_view> wordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::size_t most = 64;         // to encode a word takes the square of its length
  const auto endOf = [&](std::size_t at) { // of what is of one kind
    const std::size_t begin = at;
    const auto isInside = [&] { return (text[at] & 0xc0) == 0x80; }; // of a character
    while (at < text.size() && kindOf(text[at]) == kindOf(text[begin]) && (at - begin < most || isInside()))
      ++at;
    return at;
  };
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = endOf(begin);
    if (kindOf(text[begin]) == Kind::Space && end < text.size() && text[end - 1] == ' ') {
      // The last space belongs to what follows.
      if (end - 1 > begin)
        words.push_back(text.substr(begin, end - 1 - begin));
      begin = end - 1;
      end = endOf(end);
    }
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

Tokenizer::Tokenizer(std::vector<std::string> vocabulary) : tokens(std::move(vocabulary)) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    numbers.emplace(tokens[i], static_cast<std::int64_t>(i));
    std::size_t characters = 0;
    for (const char c : tokens[i])
      characters += (c & 0xc0) != 0x80;
    hasLongTokens |= characters > 1;
  }
}

std::vector<std::int64_t> Tokenizer::encodeWord(std::string_view word, std::size_t offset,
                                                const std::string &file) const {
  struct Piece {
    std::size_t begin, end;
    std::int64_t token;
  };
  std::vector<Piece> pieces;
  const auto tokenOf = [&](std::size_t begin, std::size_t end) {
    const auto found = numbers.find(word.substr(begin, end - begin));
    return found == numbers.end() ? std::int64_t(-1) : found->second;
  };
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t end = at + lengthOfCharacter(word, at, file);
    pieces.push_back({at, end, tokenOf(at, end)});
    if (pieces.back().token < 0)
      failAt(file, offset + at,
             "the character '" + std::string(word.substr(at, end - at)) + "' is none of the " +
                 std::to_string(tokens.size()) + " that the model knows");
    at = end;
  }
  while (hasLongTokens) {
    std::size_t best = pieces.size();
    std::int64_t lowest = -1;
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
      const std::int64_t token = tokenOf(pieces[i].begin, pieces[i + 1].end);
      if (token >= 0 && (lowest < 0 || token < lowest)) {
        best = i;
        lowest = token;
      }
    }
    if (lowest < 0)
      break;
    pieces[best] = {pieces[best].begin, pieces[best + 1].end, lowest};
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  std::vector<std::int64_t> result;
  for (const Piece &piece : pieces)
    result.push_back(piece.token);
  return result;
}

std::vector<std::int64_t> Tokenizer::encode(std::string_view text, const std::string &file) const {
  charactersOf(text, file); // only to complain of the place in the text, and not in a word
  std::vector<std::int64_t> result;
  std::unordered_map<std::string_view, std::vector<std::int64_t>> known;
  for (const std::string_view word : wordsOf(text)) {
    auto found = known.find(word);
    if (found == known.end())
      found = known.emplace(word, encodeWord(word, static_cast<std::size_t>(word.data() - text.data()), file))
                  .first;
    result.insert(result.end(), found->second.begin(), found->second.end());
  }
  return result;
}

std::string Tokenizer::decode(const std::vector<std::int64_t> &given) const {
  std::string text;
  for (const std::int64_t number : given) {
    if (number < 0 || static_cast<std::size_t>(number) >= tokens.size())
      throw Error("there is no token " + std::to_string(number) + " in a vocabulary of " +
                  std::to_string(tokens.size()));
    text += tokens[static_cast<std::size_t>(number)];
  }
  return text;
}

} // namespace dlc
