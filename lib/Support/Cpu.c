/* A table of CPUID bits, and the register state that the operating system must save for them. */
#include "Cpu.h"

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

/* Everything that LLVM's code generator may use unasked. What only intrinsics reach (privileged instructions,
 * enclaves) is not here. */
static const struct feature features[] = {
    {"cx8", 1, 0, EDX, 8, STATE_NONE},
    {"cmov", 1, 0, EDX, 15, STATE_NONE},
    {"mmx", 1, 0, EDX, 23, STATE_NONE},
    {"fxsr", 1, 0, EDX, 24, STATE_NONE},
    {"sse", 1, 0, EDX, 25, STATE_NONE},
    {"sse2", 1, 0, EDX, 26, STATE_NONE},
    {"sse3", 1, 0, ECX, 0, STATE_NONE},
    {"pclmul", 1, 0, ECX, 1, STATE_NONE},
    {"ssse3", 1, 0, ECX, 9, STATE_NONE},
    {"fma", 1, 0, ECX, 12, STATE_AVX},
    {"cx16", 1, 0, ECX, 13, STATE_NONE},
    {"sse4.1", 1, 0, ECX, 19, STATE_NONE},
    {"sse4.2", 1, 0, ECX, 20, STATE_NONE},
    {"crc32", 1, 0, ECX, 20, STATE_NONE},
    {"movbe", 1, 0, ECX, 22, STATE_NONE},
    {"popcnt", 1, 0, ECX, 23, STATE_NONE},
    {"aes", 1, 0, ECX, 25, STATE_NONE},
    {"avx", 1, 0, ECX, 28, STATE_AVX},
    {"f16c", 1, 0, ECX, 29, STATE_AVX},
    {"bmi", 7, 0, EBX, 3, STATE_NONE},
    {"avx2", 7, 0, EBX, 5, STATE_AVX},
    {"bmi2", 7, 0, EBX, 8, STATE_NONE},
    {"avx512f", 7, 0, EBX, 16, STATE_AVX512},
    {"avx512dq", 7, 0, EBX, 17, STATE_AVX512},
    {"adx", 7, 0, EBX, 19, STATE_NONE},
    {"avx512ifma", 7, 0, EBX, 21, STATE_AVX512},
    {"avx512cd", 7, 0, EBX, 28, STATE_AVX512},
    {"sha", 7, 0, EBX, 29, STATE_NONE},
    {"avx512bw", 7, 0, EBX, 30, STATE_AVX512},
    {"avx512vl", 7, 0, EBX, 31, STATE_AVX512},
    {"avx512vbmi", 7, 0, ECX, 1, STATE_AVX512},
    {"avx512vbmi2", 7, 0, ECX, 6, STATE_AVX512},
    {"gfni", 7, 0, ECX, 8, STATE_NONE},
    {"vaes", 7, 0, ECX, 9, STATE_AVX},
    {"vpclmulqdq", 7, 0, ECX, 10, STATE_AVX},
    {"avx512vnni", 7, 0, ECX, 11, STATE_AVX512},
    {"avx512bitalg", 7, 0, ECX, 12, STATE_AVX512},
    {"avx512vpopcntdq", 7, 0, ECX, 14, STATE_AVX512},
    {"movdiri", 7, 0, ECX, 27, STATE_NONE},
    {"avx512vp2intersect", 7, 0, EDX, 8, STATE_AVX512},
    {"amx-bf16", 7, 0, EDX, 22, STATE_AMX},
    {"avx512fp16", 7, 0, EDX, 23, STATE_AVX512},
    {"amx-tile", 7, 0, EDX, 24, STATE_AMX},
    {"amx-int8", 7, 0, EDX, 25, STATE_AMX},
    {"raoint", 7, 1, EAX, 3, STATE_NONE},
    {"avxvnni", 7, 1, EAX, 4, STATE_AVX},
    {"avx512bf16", 7, 1, EAX, 5, STATE_AVX512},
    {"cmpccxadd", 7, 1, EAX, 7, STATE_NONE},
    {"avxifma", 7, 1, EAX, 23, STATE_AVX},
    {"avxvnniint8", 7, 1, EDX, 4, STATE_AVX},
    {"avxneconvert", 7, 1, EDX, 5, STATE_AVX},
    {"avxvnniint16", 7, 1, EDX, 10, STATE_AVX},
    {"avx10.1", 7, 1, EDX, 19, STATE_AVX512},
    {"avx10.2", 7, 1, EDX, 19, STATE_AVX512},
    {"egpr", 7, 1, EDX, 21, STATE_APX},
    {"push2pop2", 7, 1, EDX, 21, STATE_APX},
    {"ppx", 7, 1, EDX, 21, STATE_APX},
    {"ndd", 7, 1, EDX, 21, STATE_APX},
    {"ccmp", 7, 1, EDX, 21, STATE_APX},
    {"nf", 7, 1, EDX, 21, STATE_APX},
    {"cf", 7, 1, EDX, 21, STATE_APX},
    {"zu", 7, 1, EDX, 21, STATE_APX},
    {"jmpabs", 7, 1, EDX, 21, STATE_APX},
    {"sahf", 0x80000001u, 0, ECX, 0, STATE_NONE},
    {"lzcnt", 0x80000001u, 0, ECX, 5, STATE_NONE},
    {"sse4a", 0x80000001u, 0, ECX, 6, STATE_NONE},
    {"prfchw", 0x80000001u, 0, ECX, 8, STATE_NONE},
    {"xop", 0x80000001u, 0, ECX, 11, STATE_AVX},
    {"fma4", 0x80000001u, 0, ECX, 16, STATE_AVX},
    {"tbm", 0x80000001u, 0, ECX, 21, STATE_NONE},
};

static const struct feature *find(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); ++i)
    if (strlen(features[i].name) == length && memcmp(features[i].name, name, length) == 0)
      return &features[i];
  return NULL;
}

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

int dlc_support_knows_feature(const char *name, size_t length) { return find(name, length) != NULL; }

const char *dlc_support_missing_feature(const char *list, size_t *length) {
  while (*list) {
    *length = strcspn(list, ",");
    if (*length) {
      const struct feature *feature = find(list, *length);
      if (!feature || !is_there(feature))
        return list;
    }
    list += *length;
    list += *list == ',';
  }
  return NULL;
}
