// The steps that an agent has made, from which it learns again and again in random order (L.-J. Lin,
// Self-improving reactive agents based on reinforcement learning, planning and teaching, 1992).
#pragma once

#include "dlc/Environment.h"
#include "dlc/Program.h"

#include <iosfwd>

namespace dlc {

/// Thread safety: belongs to one thread at a time.
class ReplayMemory {
public:
  /// The last `capacity` steps, of which batches are drawn. Throws Error for a capacity or a batch below 1.
  ReplayMemory(std::size_t capacity, std::int64_t batch, const Shape &observationShape);

  /// `before` and `after` are the observations around a step. Throws Error for others than those of this
  /// shape.
  void add(std::span<const float> before, int action, const Environment::Outcome &outcome,
           std::span<const float> after);

  /// Steps that are kept.
  std::size_t size() const { return steps.actions.size(); }

  /// A batch of them, each with the same probability and any of them more than once, as inputs of an entry:
  /// `state` and `next` f32 [batch, observation…], `action` i64 [batch], `reward` and `ended` f32 [batch],
  /// the latter 1 where the step terminated the episode, else 0. They refer to this object, until the next
  /// draw. Throws Error if there are none.
  std::vector<Argument> draw(Random &random);

  /// Writes the steps, in the byte order of this machine. Throws Error if the stream fails.
  void save(std::ostream &to) const;
  /// Takes what save() has written, of a memory of the same capacity and observations: the same draws follow.
  /// Throws Error for anything else, and keeps what there was.
  void load(std::istream &from);

private:
  struct Steps {
    std::vector<float> before, after; ///< one step's observation behind the other
    std::vector<std::int64_t> actions;
    std::vector<float> rewards, ended;
  };

  std::size_t capacity, each, next = 0; ///< `next`: where the next step goes
  Steps steps;
  Tensor stateBatch, actionBatch, rewardBatch, nextBatch, endedBatch;
};

} // namespace dlc
