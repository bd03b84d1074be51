// The store of steps: what is kept, what is drawn, and what is refused.
#include "EnvironmentsTest.h"

#include "dlc/Error.h"
#include "dlc/ReplayMemory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <sstream>

namespace dlc::test {
namespace {

/// Step number n: all of its numbers tell which it is.
void addStep(ReplayMemory &memory, int n, bool terminated = false) {
  const std::vector<float> before{static_cast<float>(n), 0}, after{static_cast<float>(n + 1), 0};
  memory.add(before, n % 3, {.reward = static_cast<float>(n * 10), .terminated = terminated}, after);
}

const Tensor &named(const std::vector<Argument> &arguments, std::string_view name) {
  return *std::ranges::find(arguments, name, &Argument::name)->tensor;
}

TEST(ReplayMemory, DrawsWholeSteps) {
  ReplayMemory memory(100, 64, {2});
  for (int n = 0; n < 5; ++n)
    addStep(memory, n, n == 4);
  EXPECT_EQ(memory.size(), 5u);
  Random random(1);
  const std::vector<Argument> batch = memory.draw(random);
  EXPECT_EQ(named(batch, "state").shape(), (Shape{64, 2}));
  EXPECT_EQ(named(batch, "action").shape(), (Shape{64}));
  std::set<int> seen;
  for (std::size_t row = 0; row < 64; ++row) {
    const int n = static_cast<int>(named(batch, "state").values<float>()[row * 2]);
    seen.insert(n);
    EXPECT_EQ(named(batch, "next").values<float>()[row * 2], static_cast<float>(n + 1));
    EXPECT_EQ(named(batch, "action").values<std::int64_t>()[row], n % 3);
    EXPECT_EQ(named(batch, "reward").values<float>()[row], static_cast<float>(n * 10));
    EXPECT_EQ(named(batch, "ended").values<float>()[row], n == 4 ? 1 : 0);
  }
  EXPECT_EQ(seen, (std::set<int>{0, 1, 2, 3, 4}));
}

TEST(ReplayMemory, ForgetsTheOldestSteps) {
  ReplayMemory memory(3, 32, {2});
  for (int n = 0; n < 8; ++n)
    addStep(memory, n);
  EXPECT_EQ(memory.size(), 3u);
  Random random(1);
  std::set<float> seen;
  const std::vector<Argument> batch = memory.draw(random);
  for (std::size_t row = 0; row < 32; ++row)
    seen.insert(named(batch, "state").values<float>()[row * 2]);
  EXPECT_EQ(seen, (std::set<float>{5, 6, 7}));
}

TEST(ReplayMemory, TellsATruncatedEpisodeFromATerminatedOne) {
  ReplayMemory memory(1, 1, {1});
  const float here = 0;
  memory.add({&here, 1}, 0, {.truncated = true}, {&here, 1});
  Random random(1);
  EXPECT_EQ(named(memory.draw(random), "ended").values<float>()[0], 0);
}

std::vector<float> drawn(ReplayMemory &memory) {
  Random random(3);
  std::vector<float> all;
  for (const Argument &argument : memory.draw(random))
    if (argument.tensor->dtype() == DType::f32)
      all.insert(all.end(), argument.tensor->values<float>().begin(), argument.tensor->values<float>().end());
    else
      for (const std::int64_t action : argument.tensor->values<std::int64_t>())
        all.push_back(static_cast<float>(action));
  return all;
}

TEST(ReplayMemory, GoesOnAsItWasSaved) {
  for (const int steps : {0, 2, 3, 5}) { // empty, not yet full, full, and begun anew
    ReplayMemory memory(3, 16, {2});
    for (int n = 0; n < steps; ++n)
      addStep(memory, n, n == 1);
    std::stringstream file;
    memory.save(file);
    ReplayMemory again(3, 16, {2});
    addStep(again, 77); // which is forgotten
    again.load(file);
    EXPECT_EQ(again.size(), memory.size());
    for (ReplayMemory *each : {&memory, &again})
      addStep(*each, 9);
    EXPECT_EQ(drawn(again), drawn(memory)) << steps << " steps";
  }
}

TEST(ReplayMemory, RefusesWhatItHasNotSaved) {
  ReplayMemory memory(4, 2, {2}), other(5, 2, {2});
  for (int n = 0; n < 3; ++n)
    addStep(memory, n);
  const std::vector<float> before = drawn(memory);
  std::stringstream file;
  memory.save(file);
  EXPECT_EQ(messageOf([&] { other.load(file); }),
            "a replay memory is to begin with 'dlc replay memory: 5 steps at most, observations of 2 "
            "numbers; …', not "
            "with 'dlc replay memory: 4 steps at most, observations of 2 numbers; 3 3'");
  for (std::size_t size = 0; size < file.str().size(); ++size) {
    std::istringstream part(file.str().substr(0, size));
    EXPECT_NE(messageOf([&] { memory.load(part); }), "nothing is refused") << size << " bytes";
  }
  std::istringstream beyond("dlc replay memory: 4 steps at most, observations of 2 numbers; 3 9\n");
  EXPECT_NE(messageOf([&] { memory.load(beyond); }), "nothing is refused");
  EXPECT_EQ(drawn(memory), before);
}

TEST(ReplayMemory, RefusesWhatDoesNotFit) {
  ReplayMemory memory(4, 2, {3});
  const std::vector<float> three(3), two(2);
  EXPECT_EQ(messageOf([&] { memory.add(three, 0, {}, two); }),
            "a replay memory keeps observations of 3 numbers, not of 2");
  Random random(1);
  EXPECT_EQ(messageOf([&] { memory.draw(random); }),
            "a replay memory without steps: there is nothing to draw");
  EXPECT_EQ(messageOf([] { ReplayMemory(0, 2, {3}); }),
            "a replay memory of 0 steps with batches of 2: each must be at least 1");
}

} // namespace
} // namespace dlc::test
