// Normal numbers, many of them fast: G. Marsaglia and W. W. Tsang, The ziggurat method for generating random
// variables, 2000; which part of the random bits says what is as J. A. Doornik has it, An improved ziggurat
// method to generate normal random samples, 2005.
#pragma once

#include "dlc/Random.h"

namespace dlc {

/// A number of mean 0 and deviation 1. `Random::normal` takes a logarithm and a cosine for each; this takes
/// 64 bits, a product and a comparison in 99 of 100 cases. Thread safe, but for the generator.
double drawNormal(Random &random);

} // namespace dlc
