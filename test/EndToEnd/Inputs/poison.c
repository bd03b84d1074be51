/* step BUFFER BYTE: what is called from the middle of a step reads that byte of one of its two buffers. */
#define _POSIX_C_SOURCE 200112L /* posix_memalign */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 1024 };

void step(const int64_t *sizes, void *const *table);

static int64_t buffer, byte;
static volatile char seen;

/* A buffer as LLVM has it: its memory, the same aligned, where it begins in it, its size and its stride. */
void look(int64_t which, char *memory, char *aligned, int64_t offset, int64_t size, int64_t stride) {
  (void)memory, (void)offset, (void)size, (void)stride;
  if (which == buffer)
    seen = aligned[byte];
}

int main(int argc, char **argv) {
  const int64_t sizes[] = {1, 7};
  void *table[2];
  int i;
  if (argc != 3)
    return 2;
  buffer = atoi(argv[1]), byte = atoi(argv[2]);
  for (i = 0; i < 2; ++i)
    if (posix_memalign(&table[i], 64, ARENA) != 0)
      return 1;
  step(sizes, table);
  for (i = 0; i < 2; ++i) {
    memset(table[i], 0, ARENA);
    free(table[i]);
  }
  printf("done\n");
  return 0;
}
