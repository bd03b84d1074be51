// The steps that an agent has made, from which it learns again and again in random order (L.-J. Lin,
// Self-improving reactive agents based on reinforcement learning, planning and teaching, 1992).
#pragma once

#include "dlc/Environment.h"
#include "dlc/Program.h"

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
  std::size_t size() const { return kept; }

  /// A batch of them, each with the same probability and any of them more than once, as inputs of an entry:
  /// `state` and `next` f32 [batch, observation…], `action` i64 [batch], `reward` and `ended` f32 [batch],
  /// the latter 1 where the step terminated the episode, else 0. They refer to this object, until the next
  /// draw. Throws Error if there are none.
  std::vector<Argument> draw(Random &random);

private:
  std::size_t capacity, each, kept = 0, next = 0;
  std::vector<float> before, after; ///< one step's observation behind the other
  std::vector<std::int64_t> actions;
  std::vector<float> rewards, ended;
  Tensor stateBatch, actionBatch, rewardBatch, nextBatch, endedBatch;
};

} // namespace dlc
