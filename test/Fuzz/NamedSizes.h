// Programs with a second dynamic size: a size of a finished program gets a name, and all that depends on it.
#pragma once

#include "Program.h"

#include <optional>

namespace dlc::fuzz {

/// A module one function of which has `sequence` in its types.
struct NamedModule {
  Module module;
  std::string function;
  std::int64_t original; ///< what the size was
};

/// Nothing if no size of the function that the seed chooses can be another, or if the types cannot be
/// written. Attributes may still bind the size to what it was, for a reason that only the compiler knows: it
/// may refuse the module where it is read.
std::optional<NamedModule> withNamedSize(const Module &module, std::uint64_t seed);

/// The same with a number for the name. Types of values that are neither arguments nor declared are not told.
Module atSize(const Module &named, std::int64_t size);

} // namespace dlc::fuzz
