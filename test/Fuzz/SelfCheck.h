// Compares the reference with itself: derivatives from the tape with central differences of the values.
#pragma once

#include "Check.h"

namespace dlc::fuzz {

struct SelfCheck {
  std::size_t derivatives = 0; ///< that were compared
  std::vector<std::string> faults;
};

/// All derivatives of a module that its functions take, in f64, but for those at kinks, where two step sizes
/// disagree.
SelfCheck checkReference(const Module &module);

} // namespace dlc::fuzz
