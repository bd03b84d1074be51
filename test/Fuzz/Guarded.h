// Memory that makes faults visible: behind it lies a page that no one may touch, around it bytes that stay as
// they are, and before it is written it is made of 0xff bytes, which are a NaN in every floating-point type
// and -1 in the integers.
#pragma once

#include "dlc/Error.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

namespace dlc::fuzz {

class Guarded {
public:
  /// As near to the forbidden page as the alignment (a power of two) allows. Throws Error if memory is short.
  explicit Guarded(std::size_t bytes, std::size_t alignment = 1) : size(bytes) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    used = (bytes + alignment + 64 + page - 1) / page * page; // some in front, too
    mapped = used + page;
    base = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || mprotect(static_cast<char *>(base) + used, page, PROT_NONE) != 0)
      throw Error("no memory for a guarded buffer");
    const auto end = reinterpret_cast<std::uintptr_t>(base) + used;
    start = reinterpret_cast<void *>((end - bytes) & ~(alignment - 1));
    std::memset(base, 0xff, used);
  }
  ~Guarded() { munmap(base, mapped); }
  Guarded(const Guarded &) = delete;
  Guarded &operator=(const Guarded &) = delete;

  void *data() const { return start; }

  /// Whether what lies around the buffer is as it was.
  bool isIntact() const {
    const auto *first = static_cast<const unsigned char *>(base),
               *buffer = static_cast<const unsigned char *>(start);
    const auto untouched = [](unsigned char byte) { return byte == 0xff; };
    return std::all_of(first, buffer, untouched) && std::all_of(buffer + size, first + used, untouched);
  }

private:
  void *base = nullptr, *start = nullptr;
  std::size_t size, used = 0, mapped = 0;
};

} // namespace dlc::fuzz
