// What a model says of examples beside what they are: the ground of the figures of a classifier and of a
// model of language, for `dlc eval` and `dlc report`.
#pragma once

#include "Models.h"
#include "Training/TokenScores.h"
#include "dlc/Classification.h"

namespace dlc {

/// Of all examples, as classify() takes it.
struct Answers {
  Tensor labels, scores;
  Scores meaning;
};

/// What `predict` gives, if it tells classes apart that the data name: by logits or probabilities
/// [batch, classes], or by those of the second of two classes alone, [batch] or [batch, 1], where labels are
/// 0 and 1. Nothing otherwise; `whyNot` then says what is missing.
std::optional<Answers> answersOf(const Graph &graph, const Program &program, const Dataset &dataset,
                                 std::int64_t batch, std::string &whyNot);

/// Whether `predict` gives scores [batch, tokens, classes], of which the loss takes a label each.
bool foretellsTokens(const Graph &graph);

/// The figures of such a model; nothing of any other one.
std::optional<TokenScores> tokenScoresOf(const Graph &graph, const Program &program, const Dataset &dataset,
                                         std::int64_t batch);

} // namespace dlc
