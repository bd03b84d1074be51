// A training step as a whole: the variables that compiled code leaves behind are compared with those of the
// reference, with and without a limit on memory.
#pragma once

#include "Check.h"

namespace dlc::fuzz {

/// Nothing if there is no function `loss`, or if it trains as it should.
std::optional<Fault> checkTraining(const Module &module, const Graph &graph, std::int64_t named = 0);

} // namespace dlc::fuzz
