/* cpus NAME…: which code libtiny takes, and whether that for each CPU named computes the same. */
#include "dlc/program.h"
#include "libtiny.h"

#include <stdio.h>

enum { BATCH = 2, LOGITS = BATCH * 3 };

/* Predicts with a new model for a CPU; NULL: the one that tiny_create makes. 0 after an error, which is
 * printed. */
static int predict(const char *cpu, float *logits) {
  float image[BATCH * 16];
  tiny_model *model;
  int status = cpu ? tiny_create_for(cpu, &model) : tiny_create(&model);
  for (int i = 0; i < BATCH * 16; ++i)
    image[i] = (float)(i % 7) / 7;
  if (status == TINY_OK)
    status = tiny_predict(model, BATCH, image, logits);
  if (status != TINY_OK)
    fprintf(stderr, "%s\n", tiny_message(model));
  tiny_destroy(model);
  return status == TINY_OK;
}

int main(int argc, char **argv) {
  float chosen[LOGITS], other[LOGITS];
  if (!predict(NULL, chosen))
    return 1;
  printf("chosen: %s\n", tiny_program()->cpu);
  for (int i = 1; i < argc; ++i) {
    int equal = predict(argv[i], other);
    for (int j = 0; equal && j < LOGITS; ++j)
      equal = chosen[j] - other[j] < 1e-5f && other[j] - chosen[j] < 1e-5f;
    printf("%s: %s\n", argv[i], equal ? "the same" : "no");
  }
  for (const struct dlc_program *code = tiny_program(); code; code = code->fallback)
    for (const struct dlc_program *next = code->fallback; next; next = next->fallback)
      if (next->entries[0].run == code->entries[0].run || next->variables != code->variables)
        printf("%s and %s: shared code, or variables apart\n", code->cpu, next->cpu);
  return 0;
}
