/* Which features the CPU and its operating system offer, by LLVM's names. Used where code is about
 * to run: by a compiled library's `create`, and by the in-process linker. */
#ifndef DLC_SUPPORT_CPU_H
#define DLC_SUPPORT_CPU_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 1 if the feature is there; 0 if not, or if its name is none that can be looked for. */
int dlc_support_has_feature(const char *name, size_t length);

/* Looks for each of a comma-separated list. Returns NULL if all are there, else the start of the first that
 * is missing (an unknown name counts as missing) and its length. */
const char *dlc_support_missing_feature(const char *list, size_t *length);

#ifdef __cplusplus
}
#endif
#endif
