// What a search draws, and what its texts may say.
#include "Training/SearchSpace.h"

#include "dlc/Error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace dlc::test {
namespace {

TEST(SearchSpace, DrawsWithinRangesAsIsWritten) {
  const SearchSpace space =
      SearchSpace::parse("lr=log(1e-4..1e-1), p=uniform(-1..2), n=whole(3..5), word=choice(a|b c|d)");
  EXPECT_EQ(space.text(), "lr=log(1e-04..0.1), p=uniform(-1..2), n=whole(3..5), word=choice(a|b c|d)");
  std::set<double> whole;
  std::set<std::string> words;
  int belowMiddle = 0;
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    const auto values = space.draw(7, trial);
    EXPECT_TRUE(values[0].number >= 1e-4 && values[0].number <= 1e-1) << values[0].text;
    EXPECT_EQ(std::stod(values[0].text), values[0].number);
    belowMiddle += values[0].number < std::sqrt(1e-5);
    EXPECT_TRUE(values[1].number >= -1 && values[1].number <= 2) << values[1].text;
    whole.insert(values[2].number);
    words.insert(values[3].text);
    EXPECT_EQ(values, space.draw(7, trial));
    EXPECT_NE(values, space.draw(8, trial));
  }
  EXPECT_EQ(whole, (std::set<double>{3, 4, 5}));
  EXPECT_EQ(words, (std::set<std::string>{"a", "b c", "d"}));
  EXPECT_NEAR(belowMiddle, 200, 40); // even on the axis of logarithms
}

TEST(SearchSpace, NarrowsAroundTheBest) {
  const SearchSpace space = SearchSpace::parse("lr=log(1e-4..1), n=whole(0..100), word=choice(a|b|c)");
  std::vector<std::vector<SearchValue>> best;
  for (const auto &[lr, n, word] : {std::tuple(1e-2, 40.0, "c"), std::tuple(2e-2, 60.0, "a")})
    best.push_back({{"lr", "", lr}, {"n", "", n}, {"word", word, 0}});
  const SearchSpace narrow = space.around(best);
  const SearchParameter &lr = narrow.parameters()[0], &n = narrow.parameters()[1];
  EXPECT_TRUE(lr.low > 1e-3 && lr.low < 1e-2 && lr.high > 2e-2 && lr.high < 0.1) << narrow.text();
  EXPECT_EQ(n.low, 30);
  EXPECT_EQ(n.high, 70);
  EXPECT_EQ(narrow.parameters()[2].choices, (std::vector<std::string>{"a", "c"}));
}

TEST(SearchSpace, StaysWithinTheOldRange) {
  const SearchSpace space = SearchSpace::parse("p=uniform(0..1)");
  const SearchSpace narrow = space.around({{{"p", "", 0.0}}, {{"p", "", 0.9}}});
  EXPECT_EQ(narrow.parameters()[0].low, 0);
  EXPECT_EQ(narrow.parameters()[0].high, 1);
}

TEST(SearchSpace, FillsInWhatIsNamed) {
  EXPECT_EQ(filledIn("adamw(weight_decay={wd}), {x} {wd}", {{"wd", "0.1", 0.1}}),
            "adamw(weight_decay=0.1), {x} 0.1");
}

TEST(SearchSpace, RefusesWhatItDoesNotUnderstand) {
  const auto problemOf = [](const char *text) {
    try {
      SearchSpace::parse(text);
    } catch (const Error &error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  for (const auto &[text, part] : {std::pair("", "it is empty"),
                                   {"lr", "NAME=KIND(…) is expected at 'lr'"},
                                   {"lr=log(1..2) x", "a comma is expected"},
                                   {"lr=log(2..1)", "is empty"},
                                   {"lr=log(1)", "wants a range"},
                                   {"lr=uniform(a..2)", "'a' in the range of 'lr'"},
                                   {"n=whole(0.5..2)", "is whole"},
                                   {"a=choice(x|x)", "the choice 'x' twice"},
                                   {"a=choice(x|)", "an empty choice"},
                                   {"a=uniform(0..1), a=uniform(0..1)", "there twice"}})
    EXPECT_NE(problemOf(text).find(part), std::string::npos) << text << ": " << problemOf(text);
}

} // namespace
} // namespace dlc::test
