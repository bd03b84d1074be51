// Makes a failing module small: without functions, results and ops that the fault does not need, and with
// smaller sizes.
#pragma once

#include "Program.h"

#include <functional>

namespace dlc::fuzz {

/// `stillFails` is asked at most `budget` times, and only about well-formed modules.
Module reduce(Module module, const std::function<bool(const Module &)> &stillFails, int budget);

} // namespace dlc::fuzz
