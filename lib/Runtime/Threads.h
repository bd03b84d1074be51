// How many threads this process may really use: containers often show all cores of the machine but grant few.
#pragma once

#include <optional>
#include <string>

namespace dlc {

/// Threads worth starting: the cores of the affinity mask, capped by the CPU quota of the control groups,
/// rounded up; at least 1. Reads the system on each call. Thread-safe, never throws for an unreadable system.
unsigned availableThreads();

/// Cores of the calling thread's affinity mask; at least 1.
unsigned affinityThreads();

/// The tightest CPU quota, in cores, of the process's control group and those above it, version 1 and 2.
/// Nothing if unlimited or unreadable. `root` stands before /proc and /sys: "" is the running system.
std::optional<double> controlGroupQuota(const std::string &root = "");

/// `cores` capped by `quota`, rounded up; at least 1.
unsigned threadsFor(unsigned cores, std::optional<double> quota);

} // namespace dlc
