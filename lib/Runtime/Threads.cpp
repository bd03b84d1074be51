// Reads the affinity mask, and the CPU bandwidth limits of control groups version 2 (cpu.max) and
// version 1 (cpu.cfs_quota_us and cpu.cfs_period_us). Formats: the kernel's admin-guide, cgroup-v1 and -v2.
#include "Runtime/Threads.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string_view>
#include <thread>

namespace dlc {
namespace {

using Quota = std::optional<double>;

Quota tighter(Quota a, Quota b) {
  if (!a || !b)
    return a ? a : b;
  return std::min(*a, *b);
}

/// cpu.max holds "max PERIOD" or "QUOTA PERIOD".
Quota quotaOfVersion2(const std::string &folder) {
  std::ifstream file(folder + "/cpu.max");
  double quota = 0, period = 0;
  if (file >> quota >> period && quota > 0 && period > 0)
    return quota / period;
  return std::nullopt;
}

/// A quota of -1 stands for no limit.
Quota quotaOfVersion1(const std::string &folder) {
  std::ifstream quotaFile(folder + "/cpu.cfs_quota_us"), periodFile(folder + "/cpu.cfs_period_us");
  double quota = 0, period = 0;
  if (quotaFile >> quota && periodFile >> period && quota > 0 && period > 0)
    return quota / period;
  return std::nullopt;
}

/// The group and all above it: a limit holds for everything below. In a container the group's own path may
/// lie outside of what is mounted; its limit is then found at the mount itself, where the walk ends.
template <typename Read> Quota quotaUpwards(const std::string &mount, std::string group, Read read) {
  Quota quota = read(mount);
  while (!group.empty() && group != "/") {
    quota = tighter(quota, read(mount + group));
    const std::size_t slash = group.find_last_of('/');
    group.resize(slash == std::string::npos ? 0 : slash);
  }
  return quota;
}

bool lists(const std::string &controllers, std::string_view wanted) {
  std::istringstream stream(controllers);
  for (std::string name; std::getline(stream, name, ',');)
    if (name == wanted)
      return true;
  return false;
}

} // namespace

std::optional<double> controlGroupQuota(const std::string &root) {
  const std::string mounts = root + "/sys/fs/cgroup";
  Quota quota;
  std::ifstream groups(root + "/proc/self/cgroup");
  // Each line: HIERARCHY:CONTROLLERS:PATH; version 2 is hierarchy 0 without controllers.
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos)
      continue;
    const std::string controllers = line.substr(first + 1, second - first - 1),
                      path = line.substr(second + 1);
    if (controllers.empty()) {
      // "unified" is where systemd mounts version 2 beside version 1.
      for (const std::string &mount : {mounts, mounts + "/unified"})
        quota = tighter(quota, quotaUpwards(mount, path, quotaOfVersion2));
    } else if (lists(controllers, "cpu")) {
      for (const std::string &mount : {mounts + "/" + controllers, mounts + "/cpu"})
        quota = tighter(quota, quotaUpwards(mount, path, quotaOfVersion1));
    }
  }
  return quota;
}

unsigned affinityThreads() {
  // The kernel refuses a mask smaller than its own, so grow it; 2^16 cores is beyond what Linux supports.
  for (int cores = 1024; cores <= 65536; cores *= 2) {
    cpu_set_t *mask = CPU_ALLOC(cores);
    if (!mask)
      break;
    const std::size_t bytes = CPU_ALLOC_SIZE(cores);
    const bool read = sched_getaffinity(0, bytes, mask) == 0;
    const int found = read ? CPU_COUNT_S(bytes, mask) : 0;
    CPU_FREE(mask);
    if (read)
      return static_cast<unsigned>(std::max(found, 1));
  }
  return std::max(std::thread::hardware_concurrency(), 1u);
}

unsigned threadsFor(unsigned cores, std::optional<double> quota) {
  const unsigned most = std::max(cores, 1u);
  if (!quota || *quota >= most)
    return most;
  return std::max(static_cast<unsigned>(std::ceil(*quota)), 1u);
}

unsigned availableThreads() { return threadsFor(affinityThreads(), controlGroupQuota()); }

} // namespace dlc
