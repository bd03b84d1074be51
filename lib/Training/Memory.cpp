#include "Training/Memory.h"

#include <fstream>
#include <string>
#include <sys/resource.h>

namespace dlc {

std::int64_t peakResidentBytes() {
  // Not getrusage() first: it remembers what the process was before exec, which may have been larger.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:"))
      return std::strtoll(line.c_str() + 6, nullptr, 10) * 1024;
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? std::int64_t(usage.ru_maxrss) * 1024 : 0;
}

} // namespace dlc
