// Checks of numbers on the command line. Each returns an error message, or an empty text.
#pragma once

#include <string>

namespace dlc {

/// Counts: whole, 1 or more.
std::string atLeastOne(const std::string &text);
/// Seeds: whole, 0 or more.
std::string atLeastZero(const std::string &text);
/// Rates: 0 or more, and finite.
std::string notNegative(const std::string &text);
/// Parts of a whole: 0 … 1.
std::string fraction(const std::string &text);

} // namespace dlc
