/* Calls libtransformer from the threads of a parallel region, each with a model of its own that runs on one
 * thread, and compares what they compute with a call outside of the region. */
#include "libtransformer.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 4, SEQUENCE = 24, CLASSES = 16, THREADS = 3 };

static int64_t tokens[BATCH * SEQUENCE];

static int predict(float *logits) {
  transformer_model *model;
  memset(logits, 0, BATCH * SEQUENCE * CLASSES * sizeof *logits);
  int failed = transformer_create(&model) || transformer_init(model, 7) ||
               transformer_set_threads(model, 1) ||
               transformer_predict(model, BATCH, SEQUENCE, tokens, logits);
  transformer_destroy(model);
  return failed;
}

int main(void) {
  static float right[BATCH * SEQUENCE * CLASSES];
  int threads = 0, wrong = 0;
  for (int i = 0; i < BATCH * SEQUENCE; ++i)
    tokens[i] = i % CLASSES;
  if (predict(right))
    return 1;
#pragma omp parallel num_threads(THREADS) reduction(+ : threads, wrong)
  {
    static float logits[THREADS][BATCH * SEQUENCE * CLASSES];
    float *own = logits[omp_get_thread_num()];
    ++threads;
    wrong += predict(own) || memcmp(own, right, sizeof right) != 0;
  }
  printf("threads %d, wrong %d\n", threads, wrong);
  return 0;
}
