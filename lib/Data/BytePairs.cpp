// Learns which neighbours to join: each word of the text is looked at once, with how often it is there.
#include "Data/Tokenizer.h"

#include <algorithm>
#include <map>

namespace dlc {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

struct Word {
  std::vector<std::int64_t> tokens;
  std::int64_t count;
};

/// How often two tokens are neighbours, and the words in which they have been.
struct Neighbours {
  std::int64_t count = 0;
  std::vector<std::size_t> words;
};

class Learner {
public:
  Learner(std::string_view text, std::vector<std::string> given, const std::string &file)
      : vocabulary(std::move(given)) {
    std::map<std::string_view, std::int64_t> counts;
    for (const std::string_view word : wordsOf(text))
      ++counts[word];
    const Tokenizer tokenizer(vocabulary);
    for (const auto &[word, count] : counts)
      words.push_back({tokenizer.encode(word, file), count});
    for (std::size_t i = 0; i < words.size(); ++i)
      countPairs(i, 1);
    for (std::size_t i = 0; i < vocabulary.size(); ++i)
      numbers.emplace(vocabulary[i], static_cast<std::int64_t>(i));
  }

  std::size_t size() const { return vocabulary.size(); }
  std::vector<std::string> take() { return std::move(vocabulary); }

  /// False if there is nothing to join.
  bool joinMostFrequent() {
    // Pairs are in the order of their tokens, so the first of the most frequent ones is found.
    const auto best = std::ranges::max_element(pairs, {}, [](const auto &each) { return each.second.count; });
    if (best == pairs.end() || best->second.count == 0)
      return false;
    const Pair pair = best->first;
    std::string joined =
        vocabulary[static_cast<std::size_t>(pair.first)] + vocabulary[static_cast<std::size_t>(pair.second)];
    const auto [place, isNew] = numbers.emplace(joined, static_cast<std::int64_t>(size()));
    if (isNew) // else the same characters have been joined otherwise
      vocabulary.push_back(std::move(joined));
    std::vector<std::size_t> found = std::move(best->second.words);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    for (const std::size_t word : found) {
      countPairs(word, -1);
      join(words[word].tokens, pair, place->second);
      countPairs(word, 1);
    }
    pairs.erase(pair);
    return true;
  }

private:
  void countPairs(std::size_t index, std::int64_t sign) {
    const Word &word = words[index];
    for (std::size_t i = 0; i + 1 < word.tokens.size(); ++i) {
      Neighbours &neighbours = pairs[{word.tokens[i], word.tokens[i + 1]}];
      neighbours.count += sign * word.count;
      if (sign > 0)
        neighbours.words.push_back(index);
    }
  }

  static void join(std::vector<std::int64_t> &tokens, Pair pair, std::int64_t joined) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < tokens.size(); ++to)
      if (from + 1 < tokens.size() && Pair(tokens[from], tokens[from + 1]) == pair) {
        tokens[to] = joined;
        from += 2;
      } else {
        tokens[to] = tokens[from++];
      }
    tokens.resize(to);
  }

  std::vector<std::string> vocabulary;
  std::map<std::string, std::int64_t> numbers;
  std::vector<Word> words;
  std::map<Pair, Neighbours> pairs;
};

} // namespace

std::vector<std::string> learnBytePairs(std::string_view text, std::vector<std::string> vocabulary,
                                        std::size_t size, const std::string &file) {
  if (vocabulary.size() > size)
    throw Error(file + ": has " + std::to_string(vocabulary.size()) +
                " different characters, each of which is a token, and " + std::to_string(size) +
                " tokens are wanted");
  Learner learner(text, std::move(vocabulary), file);
  while (learner.size() < size)
    if (!learner.joinMostFrequent())
      throw Error(file + ": has no pairs for more than " + std::to_string(learner.size()) + " tokens, and " +
                  std::to_string(size) + " are wanted");
  return learner.take();
}

} // namespace dlc
