// Several trained networks as one, which answers with the mean of what they answer.
#pragma once

#include "dlc/Graph.h"

#include <span>

namespace dlc {

/// A graph whose `predict` returns the means of what the members' return, and whose `loss` and `metrics` are
/// those of the first member, over that. Outputs are averaged as they are: logits as logits. Images are
/// expected as the first member normalises them, and become what another one expects. Variables are
/// called as memberVariable says. Functions that learn are left out. Throws Error, with the file, for a
/// member that has no `predict`, or one that differs in inputs or outputs from the first one's, or returns
/// integers; and if the first one's `loss` does not call its `predict`.
Graph ensembleOf(std::span<const Graph> members);

/// What a variable of a member, from 0, is called in the ensemble.
std::string memberVariable(std::size_t member, std::string_view variable);

} // namespace dlc
