#include "Suggest.h"

#include <algorithm>
#include <cctype>

namespace dlc {

static std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Letters to insert, to remove, to replace, or to swap with their neighbour (Damerau, 1964).
static std::size_t distance(const std::string &a, const std::string &b) {
  std::vector<std::vector<std::size_t>> of(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        of[i][j] = i + j;
        continue;
      }
      of[i][j] = std::min({of[i - 1][j] + 1, of[i][j - 1] + 1, of[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        of[i][j] = std::min(of[i][j], of[i - 2][j - 2] + 1);
    }
  return of[a.size()][b.size()];
}

std::string suggestion(const std::string &word, const std::vector<std::string> &known) {
  std::string best;
  std::size_t least = word.size();
  for (const std::string &candidate : known) {
    const std::size_t letters = distance(lower(word), lower(candidate));
    // With more than a third of it changed it is another word.
    if (letters < least && 3 * letters <= candidate.size()) {
      least = letters;
      best = candidate;
    }
  }
  return best.empty() ? "" : "; did you mean '" + best + "'?";
}

} // namespace dlc
