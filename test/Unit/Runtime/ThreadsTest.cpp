// The readers of CPU limits, on small made-up system trees.
#include "Runtime/Threads.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

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
  EXPECT_FALSE(controlGroupQuota(root));
  put("/sys/fs/cgroup/service/cpu.max", "250000 100000\n");
  EXPECT_DOUBLE_EQ(controlGroupQuota(root).value(), 2.5);
  put("/sys/fs/cgroup/service/worker/cpu.max", "150000 100000\n");
  EXPECT_DOUBLE_EQ(controlGroupQuota(root).value(), 1.5);
}

TEST_F(Threads, Version1ReadsQuotaAndPeriod) {
  put("/proc/self/cgroup", "5:memory:/box\n4:cpu,cpuacct:/box\n0::/\n");
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "-1\n");
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(controlGroupQuota(root));
  put("/sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "300000\n");
  EXPECT_DOUBLE_EQ(controlGroupQuota(root).value(), 3);
}

TEST_F(Threads, ContainerSeesItsLimitAtTheMount) {
  put("/proc/self/cgroup", "0::/outside/of/the/mount\n");
  put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(controlGroupQuota(root).value(), 4);
}

TEST_F(Threads, NothingReadableMeansNoLimit) {
  EXPECT_FALSE(controlGroupQuota(root));
  put("/proc/self/cgroup", "garbage\n0::/\n");
  put("/sys/fs/cgroup/cpu.max", "0 0\n");
  EXPECT_FALSE(controlGroupQuota(root));
}

TEST_F(Threads, QuotaIsRoundedUpAndNeverRaisesTheCores) {
  EXPECT_EQ(threadsFor(8, std::nullopt), 8u);
  EXPECT_EQ(threadsFor(8, 2.5), 3u);
  EXPECT_EQ(threadsFor(8, 0.1), 1u);
  EXPECT_EQ(threadsFor(2, 16.0), 2u);
  EXPECT_EQ(threadsFor(0, std::nullopt), 1u);
}

TEST_F(Threads, ThisProcessMayUseAtLeastOne) {
  EXPECT_GE(availableThreads(), 1u);
  EXPECT_LE(availableThreads(), affinityThreads());
}

} // namespace
} // namespace dlc
