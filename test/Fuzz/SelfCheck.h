// Compares the reference with itself: derivatives from the tape with central differences of the values.
#pragma once

#include "Check.h"

namespace dlc::fuzz {

struct SelfCheck {
  std::size_t derivatives = 0; ///< that were compared
  std::vector<std::string> faults;
  std::size_t elements = 0;  ///< of results
  std::size_t undecided = 0; ///< of which any value will do
  std::size_t loose = 0;     ///< whose tolerance is more than a tenth of what their tensor's values are
};

/// All derivatives of a module that its functions take, in f64, but for those at kinks, where two step sizes
/// disagree.
SelfCheck checkReference(const Module &module);

} // namespace dlc::fuzz
