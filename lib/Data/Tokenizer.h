// Texts as numbers and back: a vocabulary of characters and, by byte-pair encoding, of runs of them.
// R. Sennrich, B. Haddow and A. Birch: Neural machine translation of rare words with subword units, 2016.
#pragma once

#include "dlc/Error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dlc {

/// The characters of a text in UTF-8, each once, in the order of their code points. Throws Error, with file
/// and byte offset, for what is no UTF-8.
std::vector<std::string> charactersOf(std::string_view text, const std::string &file);

/// Such a vocabulary with more tokens behind it, until it has `size` of them: again and again, the two
/// neighbours that are most often beside each other in a word become one token; of several, those with the
/// lowest numbers. Throws Error if it is larger already, or if the text has no more pairs.
std::vector<std::string> learnBytePairs(std::string_view text, std::vector<std::string> vocabulary,
                                        std::size_t size, const std::string &file);

/// The number of a token is its place in the vocabulary. Nothing else needs to be known: of two neighbours,
/// those are joined first whose token comes first in the vocabulary, which is the order in which it was
/// learnt.
class Tokenizer {
public:
  explicit Tokenizer(std::vector<std::string> vocabulary);
  Tokenizer(const Tokenizer &) = delete; // it points into itself

  /// Whether there are tokens of several characters.
  bool joins() const { return hasLongTokens; }
  const std::vector<std::string> &vocabulary() const { return tokens; }

  /// Throws Error, with file and byte offset, for what is no UTF-8, and for characters that are in no token.
  std::vector<std::int64_t> encode(std::string_view text, const std::string &file) const;
  /// The tokens of that number, one behind the other. Throws Error for a number that is none.
  std::string decode(const std::vector<std::int64_t> &numbers) const;

private:
  std::vector<std::int64_t> encodeWord(std::string_view word, std::size_t offset,
                                       const std::string &file) const;

  std::vector<std::string> tokens;
  std::unordered_map<std::string_view, std::int64_t> numbers; ///< of `tokens`
  bool hasLongTokens = false;
};

/// The words of a text, within which characters are joined: letters, digits or other signs, with a space
/// before them if there is one, or whitespace. All of them together are the text. Letters are those of ASCII
/// and whatever is beyond it. What is longer than 64 bytes is several words.
std::vector<std::string_view> wordsOf(std::string_view text);

} // namespace dlc
