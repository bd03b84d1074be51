// Memory that makes faults visible: behind it lies a page that no one may touch, and before it is written it
// is made of 0xff bytes, which are a NaN in every floating-point type and -1 in the integers.
#pragma once

#include "dlc/Error.h"

#include <cstdint>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

namespace dlc::fuzz {

class Guarded {
public:
  /// As near to the forbidden page as the alignment (a power of two) allows. Throws Error if memory is short.
  explicit Guarded(std::size_t bytes, std::size_t alignment = 1) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t used = (bytes + alignment + page - 1) / page * page;
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

private:
  void *base = nullptr, *start = nullptr;
  std::size_t mapped = 0;
};

} // namespace dlc::fuzz
