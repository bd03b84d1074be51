#include "dlc/ReplayMemory.h"

#include "dlc/Error.h"

#include <algorithm>

namespace dlc {

static Shape batched(std::int64_t batch, Shape shape) {
  shape.insert(shape.begin(), batch);
  return shape;
}

ReplayMemory::ReplayMemory(std::size_t capacity, std::int64_t batch, const Shape &observationShape)
    : capacity(capacity), each(static_cast<std::size_t>(elementCount(observationShape))) {
  if (capacity < 1 || batch < 1)
    throw Error("a replay memory of " + std::to_string(capacity) + " steps with batches of " +
                std::to_string(batch) + ": each must be at least 1");
  stateBatch = Tensor(batched(batch, observationShape), DType::f32);
  nextBatch = Tensor(batched(batch, observationShape), DType::f32);
  actionBatch = Tensor({batch}, DType::i64);
  rewardBatch = Tensor({batch}, DType::f32);
  endedBatch = Tensor({batch}, DType::f32);
}

void ReplayMemory::add(std::span<const float> from, int action, const Environment::Outcome &outcome,
                       std::span<const float> to) {
  if (from.size() != each || to.size() != each)
    throw Error("a replay memory keeps observations of " + std::to_string(each) + " numbers, not of " +
                std::to_string(from.size() != each ? from.size() : to.size()));
  if (kept < capacity) { // grows as it is filled, since few agents fill it
    ++kept;
    before.resize(kept * each);
    after.resize(kept * each);
    actions.resize(kept);
    rewards.resize(kept);
    ended.resize(kept);
  }
  std::ranges::copy(from, before.begin() + static_cast<std::ptrdiff_t>(next * each));
  std::ranges::copy(to, after.begin() + static_cast<std::ptrdiff_t>(next * each));
  actions[next] = action;
  rewards[next] = outcome.reward;
  ended[next] = outcome.terminated ? 1.0f : 0.0f;
  next = (next + 1) % capacity;
}

std::vector<Argument> ReplayMemory::draw(Random &random) {
  if (kept == 0)
    throw Error("a replay memory without steps: there is nothing to draw");
  const auto states = stateBatch.values<float>(), nexts = nextBatch.values<float>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(actionBatch.size()); ++row) {
    const auto step = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(kept)));
    std::copy_n(before.begin() + static_cast<std::ptrdiff_t>(step * each), each,
                states.begin() + static_cast<std::ptrdiff_t>(row * each));
    std::copy_n(after.begin() + static_cast<std::ptrdiff_t>(step * each), each,
                nexts.begin() + static_cast<std::ptrdiff_t>(row * each));
    actionBatch.values<std::int64_t>()[row] = actions[step];
    rewardBatch.values<float>()[row] = rewards[step];
    endedBatch.values<float>()[row] = ended[step];
  }
  return {{"state", stateBatch},
          {"action", actionBatch},
          {"reward", rewardBatch},
          {"next", nextBatch},
          {"ended", endedBatch}};
}

} // namespace dlc
