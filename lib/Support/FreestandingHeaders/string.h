/* All of <string.h> that a freestanding C compiler needs to be given. */
#ifndef DLC_FREESTANDING_STRING_H
#define DLC_FREESTANDING_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);

#endif
