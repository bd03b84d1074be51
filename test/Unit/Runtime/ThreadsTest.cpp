// The readers of CPU limits, on small made-up system trees, and how threads wait for each other.
#include "Support/Threads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace dlc {
namespace {

class Threads : public ::testing::Test {
protected:
  void SetUp() override {
    root = ::testing::TempDir() + "dlc-threads-" + std::to_string(getpid());
    std::filesystem::remove_all(root);
  }
  void TearDown() override { std::filesystem::remove_all(root); }

  void put(const std::string &path, const std::string &text) {
    std::filesystem::create_directories(std::filesystem::path(root + path).parent_path());
    std::ofstream(root + path) << text;
  }

  std::string root;
};

TEST_F(Threads, Version2TakesTheTightestOfGroupAndParents) {
  put("/proc/self/cgroup", "0::/service/worker\n");
  put("/sys/fs/cgroup/service/worker/cpu.max", "max 100000\n");
  EXPECT_EQ(dlc_support_quota(root.c_str()), 0);
  put("/sys/fs/cgroup/service/cpu.max", "250000 100000\n");
  EXPECT_DOUBLE_EQ(dlc_support_quota(root.c_str()), 2.5);
  put("/sys/fs/cgroup/service/worker/cpu.max", "150000 100000\n");
  EXPECT_DOUBLE_EQ(dlc_support_quota(root.c_str()), 1.5);
}

TEST_F(Threads, Version1ReadsQuotaAndPeriod) {
  put("/proc/self/cgroup", "5:memory:/box\n4:cpu,cpuacct:/box\n0::/\n");
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "-1\n");
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(dlc_support_quota(root.c_str()), 0);
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "300000\n");
  EXPECT_DOUBLE_EQ(dlc_support_quota(root.c_str()), 3);
}

TEST_F(Threads, ContainerSeesItsLimitAtTheMount) {
  put("/proc/self/cgroup", "0::/outside/of/the/mount\n");
  put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(dlc_support_quota(root.c_str()), 4);
}

TEST_F(Threads, NothingReadableMeansNoLimit) {
  EXPECT_EQ(dlc_support_quota(root.c_str()), 0);
  put("/proc/self/cgroup", "garbage\n0::/\n");
  put("/sys/fs/cgroup/cpu.max", "0 0\n");
  EXPECT_EQ(dlc_support_quota(root.c_str()), 0);
}

TEST_F(Threads, QuotaIsRoundedUpAndNeverRaisesTheCores) {
  EXPECT_EQ(dlc_support_threads_for(8, 0), 8);
  EXPECT_EQ(dlc_support_threads_for(8, 2.5), 3);
  EXPECT_EQ(dlc_support_threads_for(8, 0.1), 1);
  EXPECT_EQ(dlc_support_threads_for(2, 16.0), 2);
  EXPECT_EQ(dlc_support_threads_for(0, 0), 1);
}

TEST_F(Threads, ThisProcessMayUseAtLeastOne) {
  EXPECT_GE(dlc_support_available_threads(), 1);
  EXPECT_LE(dlc_support_available_threads(), dlc_support_affinity_threads());
}

/// A run time that remembers what it was given.
struct FakeOpenMP {
  static inline int threads = 64, blocktime = 200;
  static inline std::vector<int> toldThreads, toldBlocktimes;

  static dlc_openmp functions() {
    threads = 64;
    blocktime = 200;
    toldThreads.clear();
    toldBlocktimes.clear();
    return {[](int count) { toldThreads.push_back(threads = count); }, [] { return threads; },
            [](int milliseconds) { toldBlocktimes.push_back(blocktime = milliseconds); },
            [] { return blocktime; }};
  }
};

void compute(const std::int64_t *, void *const *) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  while (std::chrono::steady_clock::now() < end) {
  }
}
/// Too short to lose a core, however busy the test machine is.
void nothing(const std::int64_t *, void *const *) {}
/// What a call looks like whose threads wait for others that get no core.
void wait(const std::int64_t *, void *const *) { std::this_thread::sleep_for(std::chrono::milliseconds(3)); }

class Waiting : public ::testing::Test {
protected:
  void SetUp() override {
    for (const char *name : {"OMP_WAIT_POLICY", "KMP_BLOCKTIME", "KMP_LIBRARY", "OMP_NUM_THREADS"})
      ::unsetenv(name);
    const dlc_openmp openmp = FakeOpenMP::functions();
    dlc_support_set_up_threads(&threads, &openmp);
    threads.count = 2;
  }
  void TearDown() override { ::unsetenv("OMP_WAIT_POLICY"), ::unsetenv("OMP_NUM_THREADS"); }

  /// The blocktime that the call ran with.
  int call(void (*run)(const std::int64_t *, void *const *)) {
    dlc_entry_info entry{};
    entry.run = run;
    FakeOpenMP::toldBlocktimes.clear();
    const auto start = std::chrono::steady_clock::now();
    dlc_support_run(&threads, &entry, nullptr, nullptr);
    longest = std::max(longest, std::chrono::steady_clock::now() - start);
    EXPECT_EQ(FakeOpenMP::blocktime, 200) << "is the caller's again";
    EXPECT_EQ(FakeOpenMP::threads, 64);
    return FakeOpenMP::toldBlocktimes.empty() ? -1 : FakeOpenMP::toldBlocktimes.front();
  }
  /// Lets calls be made until they spin.
  void reachSpinning() {
    for (int i = 0; i < 10000 && call(compute) != 1; ++i) {
    }
  }

  /// Tries again what a test does as long as the test machine itself takes the core away: then calls lose
  /// more than they are to lose here.
  void whereCoresAreThere(const std::function<void()> &test) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      SetUp();
      reachSpinning();
      longest = {};
      const auto start = std::chrono::steady_clock::now();
      expected.clear();
      test();
      if (longest > std::chrono::milliseconds(8) ||
          std::chrono::steady_clock::now() - start > std::chrono::milliseconds(200))
        continue;
      for (const auto &[isTrue, what] : expected)
        EXPECT_TRUE(isTrue) << what;
      return;
    }
    GTEST_SKIP() << "the machine is too busy";
  }
  void expect(bool isTrue, const char *what) { expected.emplace_back(isTrue, what); }

  dlc_threads threads;
  std::chrono::steady_clock::duration longest{}; ///< of calls
  std::vector<std::pair<bool, const char *>> expected;
};

TEST_F(Waiting, SpinsAMillisecondWhereCoresAreThere) {
  reachSpinning();
  threads.patient_until = 1; // as if all the time that a busy machine may have asked for had gone by
  int spinning = 0;
  for (int i = 0; i < 20; ++i)
    spinning += call(nothing) == 1;
  EXPECT_GT(spinning, 0);
}

TEST_F(Waiting, SleepsForLongerEachTimeThatSpinningDoesNotPay) {
  whereCoresAreThere([&] {
    // Calls of a window, most of whose time is lost.
    auto lose = [&] {
      int spinning = 0;
      while (call(wait) == 1 && spinning < 100)
        ++spinning;
      return spinning;
    };
    lose();
    const std::int64_t first = threads.patience;
    expect(first >= 20'000'000, "sleeps for some time");
    expect(call(compute) == 0, "at once after a loss");
    threads.patient_until = 1; // as if the time had gone by
    expect(lose() > 1, "spinning is tried again, for more than one call");
    expect(threads.patience == 2 * first, "sleeps twice as long then");
    expect(threads.lost >= 0, "what is lost is not negative");
  });
}

/// Calls that take longer the more threads they have, or the fewer.
template <bool moreIsSlower> void takeTime(const std::int64_t *, void *const *) {
  const int shares = moreIsSlower ? FakeOpenMP::threads : 8 / FakeOpenMP::threads;
  std::this_thread::sleep_for(std::chrono::milliseconds(shares));
}

TEST_F(Waiting, OnABusyMachineTakesFewerThreadsWhereTheyAreFaster) {
  // How many of 4 threads calls end with.
  auto settle = [&](void (*run)(const std::int64_t *, void *const *)) {
    threads.count = 4;
    threads.patience = 1;
    threads.patient_until = INT64_MAX;
    threads.busy = {};
    for (int i = 0; i < 100 && !threads.busy.is_over; ++i)
      call(run);
    return threads.busy.is_over ? threads.busy.threads : 0;
  };
  whereCoresAreThere([&] {
    expect(settle(takeTime<true>) == 1, "one thread is the fastest");
    expect(settle(takeTime<false>) == 4, "all threads are");
  });
}

TEST_F(Waiting, OnABusyMachineComparesCallsOfOneEntryPoint) {
  dlc_entry_info entry{}, other{};
  other.run = nothing;
  threads.count = 8;
  threads.patience = 1;
  threads.patient_until = INT64_MAX;
  threads.busy = {};
  threads.busy.entry = &entry;
  threads.busy.asked = threads.busy.threads = 8;
  FakeOpenMP::toldThreads.clear();
  dlc_support_run(&threads, &other, nullptr, nullptr);
  EXPECT_EQ(FakeOpenMP::toldThreads[1], 8)
      << "after the usual number, which stays where the machine is not busy";
  EXPECT_EQ(FakeOpenMP::threads, 64) << "is the caller's again";
  EXPECT_EQ(threads.busy.calls[0], 0);
  // For another number of threads all begins anew.
  threads.count = 2;
  dlc_support_run(&threads, &other, nullptr, nullptr);
  EXPECT_EQ(threads.busy.asked, 2);
}

TEST_F(Waiting, OneHiccupIsNoReasonToSleep) {
  whereCoresAreThere([&] {
    threads.watched = threads.lost = 0;
    threads.patient_until = 1;
    expect(call(wait) == 1, "spins before");
    for (int i = 0; i < 100; ++i)
      expect(call(nothing) == 1, "spins afterwards");
  });
}

TEST_F(Waiting, LeavesAloneWhatTheUserHasSet) {
  ::setenv("OMP_WAIT_POLICY", "active", 1);
  const dlc_openmp openmp = FakeOpenMP::functions();
  dlc_support_set_up_threads(&threads, &openmp);
  threads.count = 2;
  EXPECT_EQ(call(wait), -1);
  EXPECT_EQ(call(compute), -1);
  EXPECT_EQ(FakeOpenMP::toldThreads.front(), 2);
}

TEST_F(Waiting, TheUsualNumberIsThatOfTheEnvironmentElseWhatIsAvailable) {
  threads.count = 0;
  EXPECT_EQ(dlc_support_thread_count(&threads), dlc_support_available_threads());
  ::setenv("OMP_NUM_THREADS", "64", 1);
  const dlc_openmp openmp = FakeOpenMP::functions();
  dlc_support_set_up_threads(&threads, &openmp);
  EXPECT_EQ(dlc_support_thread_count(&threads), 64) << "which OpenMP has read itself";
  const dlc_openmp none{};
  dlc_support_set_up_threads(&threads, &none);
  EXPECT_EQ(dlc_support_thread_count(&threads), 1);
}

} // namespace
} // namespace dlc
