// Near misses: what a user may have meant.
#pragma once

#include <string>
#include <vector>

namespace dlc {

/// "; did you mean 'train'?" for the known word that `word` is nearest to (up to a few letters, upper or
/// lower case); empty if none is near.
std::string suggestion(const std::string &word, const std::vector<std::string> &known);

} // namespace dlc
