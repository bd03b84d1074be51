/* RISC-V under Linux: a bit for each extension of one letter, of those that the kernel knows and saves. */
#include "Cpu.h"

#if defined(__riscv)
#include <sys/auxv.h>

int dlc_support_has_feature(const char *name, size_t length) {
  return length == 1 && *name >= 'a' && *name <= 'z' && (getauxval(AT_HWCAP) >> (*name - 'a') & 1);
}
#endif
