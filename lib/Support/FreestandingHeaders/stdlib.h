/* xxhash.h includes it for states on the heap, of which none is made here. */
#ifndef DLC_FREESTANDING_STDLIB_H
#define DLC_FREESTANDING_STDLIB_H

#include <stddef.h>

void *malloc(size_t bytes);
void free(void *memory);

#endif
