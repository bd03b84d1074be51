// Threads that share loops: each number once, and all of them before the loop is over.
#include "Data/Team.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

namespace dlc::test {
namespace {

TEST(Team, CallsOnceForEachNumber) {
  for (const int threads : {0, 1, 2, 5}) {
    Team team(threads);
    for (const std::int64_t count : {0, 1, 3, 1000}) {
      std::vector<int> calls(static_cast<std::size_t>(count));
      team.forEach(count, [&](std::int64_t i) { ++calls[static_cast<std::size_t>(i)]; });
      EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(count), 1)) << threads << " threads";
    }
  }
}

TEST(Team, IsAsManyThreads) {
  Team team(3);
  std::mutex mutex;
  std::set<std::thread::id> ids;
  std::barrier all(3); // which no two threads could pass
  team.forEach(3, [&](std::int64_t) {
    {
      std::lock_guard lock(mutex);
      ids.insert(std::this_thread::get_id());
    }
    all.arrive_and_wait();
  });
  EXPECT_EQ(ids.size(), 3);
  EXPECT_TRUE(ids.contains(std::this_thread::get_id()));
}

TEST(Team, RethrowsWhatACallHasThrown) {
  Team team(3);
  EXPECT_THROW(team.forEach(100, [](std::int64_t i) { throw i; }), std::int64_t);
  std::atomic<int> calls = 0;
  team.forEach(100, [&](std::int64_t) { ++calls; });
  EXPECT_EQ(calls, 100);
}

} // namespace
} // namespace dlc::test
