// The state of a program that an evaluation moves, and that is to be as it was afterwards.
#pragma once

#include "dlc/Program.h"

namespace dlc {

/// Puts an entry's variables back when it goes: a running mean or a random state that evaluation moves would
/// make the next evaluation, and training after it, another.
class KeepVariables {
public:
  KeepVariables(Program &program, EntryRole role);
  ~KeepVariables();
  KeepVariables(const KeepVariables &) = delete;
  KeepVariables &operator=(const KeepVariables &) = delete;

private:
  Program &program;
  std::vector<Outputs::Item> kept;
};

} // namespace dlc
