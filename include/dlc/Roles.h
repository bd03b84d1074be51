// What entry points and their inputs are for, in C++; made from the one list in roles.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace dlc {

enum class EntryRole : std::int32_t {
  Other = 0,
#define DLC_ENTRY_ROLE(value, ID, name, text) name = value,
#include "dlc/roles.def"
};

enum class InputRole : std::int32_t {
  Other = 0,
#define DLC_INPUT_ROLE(value, ID, name, text) name = value,
#include "dlc/roles.def"
};

/// The name that gives a function its role; "" for Other.
constexpr const char *nameOf(EntryRole role) {
  switch (role) {
#define DLC_ENTRY_ROLE(value, ID, name, text)                                                                \
  case EntryRole::name:                                                                                      \
    return text;
#include "dlc/roles.def"
  case EntryRole::Other:
    break;
  }
  return "";
}

/// The role that a name stands for: where a network is read, and nowhere else.
constexpr EntryRole entryRoleOf(std::string_view function) {
#define DLC_ENTRY_ROLE(value, ID, name, text)                                                                \
  if (function == text)                                                                                      \
    return EntryRole::name;
#include "dlc/roles.def"
  return EntryRole::Other;
}
constexpr InputRole inputRoleOf(std::string_view argument) {
#define DLC_INPUT_ROLE(value, ID, name, text)                                                                \
  if (argument == text)                                                                                      \
    return InputRole::name;
#include "dlc/roles.def"
  return InputRole::Other;
}

} // namespace dlc
