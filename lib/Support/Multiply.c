/* The function of the compiler's own library that a product of 128 bits becomes where addresses have 32:
 * whether a size exceeds 64 bits is seen by one. */
#include <stdint.h>

#if defined(__SIZEOF_INT128__) && UINTPTR_MAX == UINT32_MAX
typedef unsigned __int128 whole;

/* Not optimised, since LLVM sees that it is a product of 128 bits, and would call it. */
__attribute__((optnone, noinline)) __int128 __multi3(__int128 a, __int128 b);
__int128 __multi3(__int128 a, __int128 b) {
  const uint64_t half = 0xffffffff;
  const uint64_t x = (uint64_t)a, y = (uint64_t)b;
  const uint64_t low = (x & half) * (y & half), first = (x >> 32) * (y & half),
                 second = (x & half) * (y >> 32);
  const uint64_t middle = (low >> 32) + (first & half) + second;
  uint64_t high = (x >> 32) * (y >> 32) + (first >> 32) + (middle >> 32);
  high += x * (uint64_t)((whole)b >> 64) + y * (uint64_t)((whole)a >> 64);
  return (__int128)((whole)high << 64 | (middle << 32 | (low & half)));
}
#endif
