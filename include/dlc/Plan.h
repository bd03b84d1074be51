// What a training calls, in which order and how often: a text goes in, the calls of each epoch come out
// (docs/decisions/0029-training-plans.md).
//
//   critic*5, generator                              five calls of one function, one of another, and so on
//   q_step, copy_target every 100                    a call in each 100th round alone
//   pretrain for 5; finetune                         phases of so many epochs, the last one of the rest
//   step(beta=0..1, learning_rate=1e-4)              scalars of the function: a number, or a line over the
//   phase
#pragma once

#include "dlc/Error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dlc {

/// A scalar input of an entry point, which changes in a straight line over the phase; both ends alike: it
/// does not.
struct PlannedScalar {
  std::string name;
  double first = 0, last = 0;
};

/// Calls of one entry point in each round, or in each `every`th.
struct PlannedCall {
  std::string entry;
  std::int64_t count = 1, every = 1;
  std::vector<PlannedScalar> scalars;
};

struct PlanPhase {
  std::vector<PlannedCall> calls;
  std::int64_t epochs = 0; ///< 0, of the last phase alone: all that are left
};

struct Plan {
  std::vector<PlanPhase> phases;

  /// Throws Error, which says where and what could have been written.
  static Plan parse(std::string_view text);
  /// The same, written in one way.
  std::string text() const;
  /// Epochs in all if `given` are asked for: these, or what the phases add up to. Throws Error, with both
  /// sides, if a phase would have none, or more are asked for than the phases have.
  std::int64_t epochs(std::int64_t given) const;
};

} // namespace dlc
