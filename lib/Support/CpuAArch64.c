/* AArch64 under Linux: bits that the kernel hands to each process, of features that it knows and saves. */
#include "Cpu.h"

#if defined(__aarch64__)
#include <string.h>
#include <sys/auxv.h>

struct feature {
  const char *name;
  unsigned long word; /* of the auxiliary vector */
  unsigned long bits; /* all of them */
};

static const struct feature features[] = {
#define DLC_CPU_FEATURE(name, word, bits) {name, word, bits},
#include "cpu_features_aarch64.def"
};

int dlc_support_has_feature(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); ++i)
    if (strlen(features[i].name) == length && memcmp(features[i].name, name, length) == 0)
      return (getauxval(features[i].word) & features[i].bits) == features[i].bits;
  return 0;
}
#endif
