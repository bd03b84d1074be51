// What ranks have in common.
#pragma once

#include "Conversion/NNToLinalg/Patterns.h"

namespace dlc::lowering {
void populateRankPatterns(Patterns &patterns);
} // namespace dlc::lowering
