// What the numbers say that a classifier returns: logits or probabilities, as far as a network's text tells.
#pragma once

#include "dlc/Classification.h"
#include "dlc/Graph.h"

#include <optional>

namespace dlc {

/// Probabilities, if a sigmoid, a softmax or a step makes the output, or it is the mean of such, as that of
/// an ensemble is; ops that only reshape, transpose or cast do not matter. Logits, if the loss functions take
/// such: where the graph has one of softmax cross-entropy for outputs of several classes, or one of binary
/// cross-entropy with logits for those of a single number an example. What a name says counts where ops tell
/// nothing: `logit`, `logits`, `probability`, `probabilities`. Nothing otherwise, and if there is no such
/// function or output.
std::optional<Scores> scoresOf(const Graph &graph, std::string_view function, std::string_view output);

/// The label that the graph's cross-entropy losses leave out (`ignore_index`); nothing if they take all.
std::optional<std::int64_t> ignoredLabel(const Graph &graph);

} // namespace dlc
