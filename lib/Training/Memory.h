// How much memory the process has needed.
#pragma once

#include <cstdint>

namespace dlc {

/// The most bytes of this process that were resident at once; 0 if the system does not say.
std::int64_t peakResidentBytes();

} // namespace dlc
