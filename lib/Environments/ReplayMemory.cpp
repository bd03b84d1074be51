#include "dlc/ReplayMemory.h"

#include "dlc/Error.h"

#include <algorithm>
#include <cstdio>
#include <istream>
#include <ostream>
#include <string>

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
  if (size() < capacity) { // grows as it is filled, since few agents fill it
    const std::size_t kept = size() + 1;
    steps.before.resize(kept * each);
    steps.after.resize(kept * each);
    steps.actions.resize(kept);
    steps.rewards.resize(kept);
    steps.ended.resize(kept);
  }
  std::ranges::copy(from, steps.before.begin() + static_cast<std::ptrdiff_t>(next * each));
  std::ranges::copy(to, steps.after.begin() + static_cast<std::ptrdiff_t>(next * each));
  steps.actions[next] = action;
  steps.rewards[next] = outcome.reward;
  steps.ended[next] = outcome.terminated ? 1.0f : 0.0f;
  next = (next + 1) % capacity;
}

std::vector<Argument> ReplayMemory::draw(Random &random) {
  if (size() == 0)
    throw Error("a replay memory without steps: there is nothing to draw");
  const auto states = stateBatch.values<float>(), nexts = nextBatch.values<float>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(actionBatch.size()); ++row) {
    const auto step = static_cast<std::size_t>(random.below(std::ssize(steps.actions)));
    std::copy_n(steps.before.begin() + static_cast<std::ptrdiff_t>(step * each), each,
                states.begin() + static_cast<std::ptrdiff_t>(row * each));
    std::copy_n(steps.after.begin() + static_cast<std::ptrdiff_t>(step * each), each,
                nexts.begin() + static_cast<std::ptrdiff_t>(row * each));
    actionBatch.values<std::int64_t>()[row] = steps.actions[step];
    rewardBatch.values<float>()[row] = steps.rewards[step];
    endedBatch.values<float>()[row] = steps.ended[step];
  }
  return {{"state", stateBatch},
          {"action", actionBatch},
          {"reward", rewardBatch},
          {"next", nextBatch},
          {"ended", endedBatch}};
}

/// The first line of a file, up to the numbers of this memory's own.
static std::string header(std::size_t capacity, std::size_t each) {
  return "dlc replay memory: " + std::to_string(capacity) + " steps at most, observations of " +
         std::to_string(each) + " numbers";
}

void ReplayMemory::save(std::ostream &to) const {
  to << header(capacity, each) << "; " << size() << ' ' << next << '\n';
  const auto write = [&](const auto &values) {
    const auto bytes = std::as_bytes(std::span(values));
    to.write(reinterpret_cast<const char *>(bytes.data()), std::ssize(bytes));
  };
  write(steps.before);
  write(steps.after);
  write(steps.actions);
  write(steps.rewards);
  write(steps.ended);
  if (!to.flush())
    throw Error("a replay memory could not be written");
}

void ReplayMemory::load(std::istream &from) {
  const std::string start = header(capacity, each) + "; ";
  std::string line;
  std::getline(from, line);
  std::size_t count = 0, place = 0;
  char behind = 0;
  const bool isRead = line.starts_with(start) &&
                      std::sscanf(line.c_str() + start.size(), "%zu %zu%c", &count, &place, &behind) == 2;
  // Steps are overwritten, from the first on, only once there are as many as may be.
  if (!isRead || count > capacity || (count < capacity ? place != count : place >= capacity))
    throw Error("a replay memory is to begin with '" + start + "…', not with '" + line.substr(0, 100) + "'");
  const auto read = [&]<typename T>(std::vector<T> &values, std::size_t length) {
    values.resize(length);
    const auto bytes = static_cast<std::streamsize>(length * sizeof(T));
    from.read(reinterpret_cast<char *>(values.data()), bytes);
    if (from.gcount() != bytes)
      throw Error("a replay memory ends within its " + std::to_string(count) + " steps");
  };
  Steps loaded;
  read(loaded.before, count * each);
  read(loaded.after, count * each);
  read(loaded.actions, count);
  read(loaded.rewards, count);
  read(loaded.ended, count);
  steps = std::move(loaded);
  next = place;
}

} // namespace dlc
