/* Lists of features; what one CPU has is in CpuX86.c and CpuAArch64.c. */
#include "Cpu.h"

#include <string.h>

const char *dlc_support_missing_feature(const char *list, size_t *length) {
  while (*list) {
    *length = strcspn(list, ",");
    if (*length && !dlc_support_has_feature(list, *length))
      return list;
    list += *length;
    list += *list == ',';
  }
  return NULL;
}
