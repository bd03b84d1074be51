// Byte-pair encoding: words, what is learnt, and texts there and back.
#include "Data/Tokenizer.h"
#include "Scratch.h"
#include "dlc/Dataset.h"

#include <algorithm>

namespace dlc {
namespace {

using Strings = std::vector<std::string>;

Strings words(std::string_view text) {
  const auto found = wordsOf(text);
  return {found.begin(), found.end()};
}

TEST(Tokenizer, WordsAreOfOneKindWithASpaceBefore) {
  EXPECT_EQ(words("To be, or 42 not."), (Strings{"To", " be", ",", " or", " 42", " not", "."}));
  EXPECT_EQ(words("a\n\n  b \n"), (Strings{"a", "\n\n ", " b", " \n"}));
  EXPECT_EQ(words("don't  "), (Strings{"don", "'", "t", "  "}));
  EXPECT_EQ(words("\xc3\xa9t\xc3\xa9 "), (Strings{"\xc3\xa9t\xc3\xa9", " "}));
  EXPECT_TRUE(words("").empty());
  // Long ones are cut, between characters.
  EXPECT_EQ(words(std::string(100, 'x')), (Strings{std::string(64, 'x'), std::string(36, 'x')}));
  EXPECT_EQ(words(std::string(63, 'x') + "\xc3\xa9y"), (Strings{std::string(63, 'x') + "\xc3\xa9", "y"}));
}

TEST(Tokenizer, JoinsWhatIsMostOftenTogether) {
  // The example of Sennrich et al., section 3.2: its first joins are "es", "est" and "lo" (of equals, the
  // first).
  const std::string text =
      "low low low low low lower lower newest newest newest newest newest newest widest widest widest";
  const Strings characters = charactersOf(text, "a");
  EXPECT_EQ(characters, (Strings{" ", "d", "e", "i", "l", "n", "o", "r", "s", "t", "w"}));
  const Strings learnt = learnBytePairs(text, characters, characters.size() + 3, "a");
  EXPECT_EQ(Strings(learnt.begin() + 11, learnt.end()), (Strings{"es", "est", "lo"}));
}

TEST(Tokenizer, ThereAndBack) {
  const std::string text = "the cat that sat on the mat, the fat cat \xe2\x80\x94 the end\n";
  const Tokenizer characters(charactersOf(text, "a"));
  EXPECT_FALSE(characters.joins());
  const Tokenizer tokenizer(learnBytePairs(text, characters.vocabulary(), 30, "a"));
  EXPECT_TRUE(tokenizer.joins());
  EXPECT_EQ(tokenizer.vocabulary().size(), 30u);
  const auto numbers = tokenizer.encode(text, "a");
  EXPECT_LT(numbers.size(), characters.encode(text, "a").size());
  EXPECT_EQ(tokenizer.decode(numbers), text);
  EXPECT_EQ(tokenizer.decode(tokenizer.encode("a nest of cats", "a")), "a nest of cats");
  EXPECT_EQ(learnBytePairs(text, characters.vocabulary(), 30, "a"), tokenizer.vocabulary());
}

TEST(Tokenizer, JoinsInTheOrderOfTheVocabulary) {
  const Tokenizer tokenizer({"a", "b", "c", "bc", "ab"});
  EXPECT_EQ(tokenizer.encode("abcab", "a"), (std::vector<std::int64_t>{0, 3, 4}));
}

TEST(Tokenizer, RepeatedCharactersAreJoinedFromTheLeft) {
  const Strings learnt = learnBytePairs("aaaaa aaaaa", {" ", "a"}, 5, "a");
  EXPECT_EQ(learnt[2], "aa");
  EXPECT_EQ(Tokenizer(learnt).decode(Tokenizer(learnt).encode("aaaaaaa aaa", "a")), "aaaaaaa aaa");
}

TEST(Tokenizer, Refusals) {
  expectContains(messageOf([] { learnBytePairs("abc", {"a", "b", "c"}, 2, "t.txt"); }),
                 "t.txt: has 3 different characters, each of which is a token, and 2 tokens are wanted");
  expectContains(messageOf([] { learnBytePairs("ab ab", {" ", "a", "b"}, 9, "t.txt"); }),
                 "t.txt: has no pairs for more than 5 tokens, and 9 are wanted");
  const Tokenizer tokenizer({"a", "b"});
  expectContains(messageOf([&] { tokenizer.encode("ab, ba", "t.txt"); }),
                 "t.txt: byte 2: the character ',' is none of the 2 that the model knows");
  expectContains(messageOf([&] { tokenizer.encode("abab ba\xff", "t.txt"); }), "byte 7: is no text in UTF-8");
  expectContains(messageOf([&] { tokenizer.decode({0, 2}); }), "there is no token 2 in a vocabulary of 2");
}

class Texts : public Scratch {};

TEST_F(Texts, VocabularyIsTheClassNames) {
  const std::string text = "to be or not to be to be or not to be";
  const std::string path = put("t.txt", {text.begin(), text.end()});
  const Dataset data = openDataset(path + "(sequence=3,tokens=12)");
  ASSERT_EQ(data.classNames.size(), 12u);
  EXPECT_EQ(data.classNames[0], " ");
  const Dataset again = openDataset(path + "(sequence=3)", std::nullopt, data.classNames);
  EXPECT_TRUE(
      std::ranges::equal(again["tokens"].values<std::int64_t>(), data["tokens"].values<std::int64_t>()));
  EXPECT_EQ(data["tokens"].values<std::int64_t>()[1], data["labels"].values<std::int64_t>()[0]);
  expectContains(messageOf([&] { openDataset(path + "(tokens=9)", std::nullopt, data.classNames); }),
                 "tokens=9, and the model knows 12 already");
  expectContains(messageOf([&] { openDataset(path + "(tokens=0)"); }),
                 "tokens is a whole number of at least 1");
  expectContains(messageOf([&] { openDataset(path + "(sequence=99,tokens=12)"); }),
                 " tokens, and a window of 99");
}

} // namespace
} // namespace dlc
