/* x86-64: a table of CPUID bits, and the register state that the operating system must save for them. */
#include "Cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>
#include <string.h>

enum { EAX, EBX, ECX, EDX };

/* Bits of XCR0: what the operating system saves at a task switch. */
#define STATE_NONE 0u
#define STATE_AVX 0x6u
#define STATE_AVX512 0xe6u
#define STATE_AMX 0x60000u
#define STATE_APX 0x80000u

struct feature {
  const char *name;
  uint32_t leaf;
  uint8_t subleaf, word, bit;
  uint32_t state;
};

static const struct feature features[] = {
#define DLC_CPU_FEATURE(name, leaf, subleaf, word, bit, state) {name, leaf, subleaf, word, bit, state},
#include "cpu_features_x86.def"
};

static uint64_t saved_state(void) {
  uint32_t r[4];
  if (!__get_cpuid(1, &r[EAX], &r[EBX], &r[ECX], &r[EDX]) || !(r[ECX] & (1u << 27)))
    return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

static int is_there(const struct feature *feature) {
  uint32_t r[4];
  if (!__get_cpuid_count(feature->leaf, feature->subleaf, &r[EAX], &r[EBX], &r[ECX], &r[EDX]))
    return 0;
  if (!(r[feature->word] >> feature->bit & 1u))
    return 0;
  if (strcmp(feature->name, "avx10.2") == 0 &&
      (!__get_cpuid_count(0x24, 0, &r[EAX], &r[EBX], &r[ECX], &r[EDX]) || (r[EBX] & 0xffu) < 2))
    return 0;
  return (saved_state() & feature->state) == feature->state;
}

int dlc_support_has_feature(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); ++i)
    if (strlen(features[i].name) == length && memcmp(features[i].name, name, length) == 0)
      return is_there(&features[i]);
  return 0;
}
#endif
