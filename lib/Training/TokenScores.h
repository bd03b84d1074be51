// How well a model foretells sequences: perplexity and accuracy of tokens. Comes in: an entry that returns
// scores for each token, and labels. Goes out: figures, without ever holding the scores of all examples.
#pragma once

#include "dlc/Classification.h"
#include "dlc/Dataset.h"
#include "dlc/Program.h"

#include <optional>

namespace dlc {

/// Intervals are normal approximations, in which a sequence is one draw: its tokens depend on each other.
/// They are NaN of a single sequence.
struct TokenScores {
  std::int64_t sequences = 0, tokens = 0, classes = 0;
  double crossEntropy = 0; ///< mean of -ln p over the tokens
  Interval crossEntropyInterval;
  double perplexity = 0; ///< e to that
  Interval perplexityInterval;
  double accuracy = 0; ///< part of the tokens that are the most probable one; of equals, the first is
  Interval accuracyInterval;
  std::vector<double> topK; ///< at place k - 1: the part that is among the k most probable; up to 10
};

/// Adds batches up.
class TokenSums {
public:
  explicit TokenSums(Scores meaning, std::optional<std::int64_t> ignored = std::nullopt)
      : meaning(meaning), ignored(ignored) {}

  /// Labels [N, tokens] of integers, scores [N, tokens, classes] of floats. Throws Error for other shapes,
  /// labels that are none of the classes, unless they are ignored, and scores that are not finite.
  void add(const Tensor &labels, const Tensor &scores);

  /// Throws Error if there are no tokens.
  TokenScores finish() const;

private:
  /// Of the last sequence; makes the scores probabilities.
  void addToken(std::size_t label, std::span<double> scores);

  const Scores meaning;
  const std::optional<std::int64_t> ignored;
  std::int64_t classes = 0;
  std::vector<double> losses, hits, tokens; ///< by sequence
  std::vector<std::int64_t> byRank;
};

/// Calls the entry with all examples, `batch` of them at a time, or fewer, where their scores would take much
/// memory, and compares its output with the column. What the entry assigns to variables stays. Throws Error
/// as evaluate() and TokenSums do.
TokenScores scoreTokens(Program &program, std::string_view entry, std::string_view output,
                        const Dataset &dataset, const std::string &labels, std::int64_t batch,
                        TokenSums sums);

} // namespace dlc
