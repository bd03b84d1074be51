// Figures of a classifier and of a model of language, as tables for people.
#pragma once

#include "Training/TokenScores.h"
#include "dlc/Classification.h"

#include <ostream>

namespace dlc {

/// `names` may be fewer than there are classes.
void printClasses(std::ostream &out, const Classification &classes, const std::vector<std::string> &names);

/// With intervals, and how many tokens are among the most probable.
void printTokens(std::ostream &out, const TokenScores &scores);

} // namespace dlc
