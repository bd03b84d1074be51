/* Counts what a step of libtransformer allocates, with calls of malloc and its kin in front of libc's. They
 * are those of every library of the process, OpenMP's included. After the first call with the largest sizes
 * there are none: not with the same sizes, and not with smaller ones. THREADS: how many it runs on; without,
 * the library is made for one. */
#include "libtransformer.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 4, SEQUENCE = 24, CLASSES = 16 };

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *old, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);

static long allocations;

static void count(void) { __atomic_add_fetch(&allocations, 1, __ATOMIC_SEQ_CST); }

void *malloc(size_t bytes) {
  count();
  return __libc_malloc(bytes);
}
void *calloc(size_t number, size_t bytes) {
  count();
  return __libc_calloc(number, bytes);
}
void *realloc(void *old, size_t bytes) {
  count();
  return __libc_realloc(old, bytes);
}
void *memalign(size_t alignment, size_t bytes) {
  count();
  return __libc_memalign(alignment, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
  count();
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void **result, size_t alignment, size_t bytes) {
  count();
  *result = __libc_memalign(alignment, bytes);
  return *result ? 0 : ENOMEM;
}

static int64_t tokens[BATCH * SEQUENCE], labels[BATCH * SEQUENCE];
static float logits[BATCH * SEQUENCE * CLASSES];

static void check(int condition, const char *what, const transformer_model *model) {
  if (condition)
    return;
  fprintf(stderr, "no-allocation: %s: %s\n", what, transformer_message(model));
  exit(1);
}

static long step(transformer_model *model, int64_t batch, int64_t sequence) {
  const long before = allocations;
  float loss = 0;
  check(transformer_predict(model, batch, sequence, tokens, logits) == TRANSFORMER_OK, "predict", model);
  check(transformer_train_step(model, batch, sequence, tokens, labels, 0.01f, &loss) == TRANSFORMER_OK,
        "train_step", model);
  return allocations - before;
}

int main(void) {
  transformer_model *model;
  long first, same = 0, smaller = 0;
  int i;
  for (i = 0; i < BATCH * SEQUENCE; ++i) {
    tokens[i] = i % CLASSES;
    labels[i] = (i + 1) % CLASSES;
  }
  check(transformer_create(&model) == TRANSFORMER_OK, "create", model);
  check(transformer_init(model, 7) == TRANSFORMER_OK, "init", model);
#ifdef THREADS
  check(transformer_set_threads(model, THREADS) == TRANSFORMER_OK, "set_threads", model);
#endif
  step(model, 1, 3);
  first = step(model, BATCH, SEQUENCE);
  for (i = 0; i < 20; ++i) {
    same += step(model, BATCH, SEQUENCE);
    smaller += step(model, 1 + i % BATCH, 1 + i);
  }
  printf("first %s, same sizes %ld, smaller ones %ld\n", first > 0 ? "some" : "none", same, smaller);
  transformer_destroy(model);
  return 0;
}
