// Bytes that a fuzzer makes, as a file in memory for readers that take a path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace dlc::fuzz {

/// Calls visit(path); the file is gone afterwards.
template <typename Visit> void onFile(const std::uint8_t *data, std::size_t size, Visit visit) {
  const int file = memfd_create("fuzz", 0);
  if (file >= 0 && write(file, data, size) == static_cast<ssize_t>(size))
    visit("/proc/self/fd/" + std::to_string(file));
  if (file >= 0)
    close(file);
}

} // namespace dlc::fuzz
