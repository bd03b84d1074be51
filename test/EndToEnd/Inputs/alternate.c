/* alternate PREPARING.so PLAIN.so: two libraries of packed.mlir, of which one keeps packed weights, compute
 * the same in whatever order they are called. Prints what the first one keeps, and for whom. */
#include "dlc/program.h"

#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 2, IMAGE = 16 * 8 * 8, WEIGHTS = 16 * 32 * 3 * 3 };

struct library {
  void *model;
  const dlc_program *(*program)(void);
  int (*create)(void **model);
  int (*init)(void *model, int64_t seed);
  int (*predict)(void *model, int64_t batch, const float *x, float *y);
  int (*evaluate)(void *model, int64_t batch, const float *x, float *loss);
  int (*train_step)(void *model, int64_t batch, const float *x, float learning_rate, float *loss);
  int (*set_variable)(void *model, const char *name, const void *data, uint64_t bytes);
};

static void check(int condition, const char *what) {
  if (condition)
    return;
  fprintf(stderr, "alternate: %s\n", what);
  exit(1);
}

static struct library open_library(const char *path) {
  struct library result;
  void *code = dlopen(path, RTLD_NOW);
  check(code != NULL, path);
#define FIND(name) (*(void **)&result.name = dlsym(code, "packed_" #name), check(result.name != NULL, #name))
  FIND(program), FIND(create), FIND(init), FIND(predict), FIND(evaluate), FIND(train_step),
      FIND(set_variable);
  check(result.create(&result.model) == 0 && result.init(result.model, 1) == 0, "no instance");
  return result;
}

static void print(const dlc_program *program) {
  int32_t i;
  const int32_t *flag;
  printf("%ld bytes, %d flags\n", (long)program->prepared_bytes, (int)program->prepared_count);
  for (i = 0; i < program->entry_count; ++i) {
    printf("%s%s:", program->entries[i].name, program->entries[i].prepares ? " prepares" : "");
    for (flag = program->entries[i].outdated; flag && *flag >= 0; ++flag)
      printf(" %d", (int)*flag);
    printf("\n");
  }
}

static float x[BATCH * IMAGE], results[2][BATCH * IMAGE], weights[WEIGHTS];

/* One call of both, by a number; how many of the results there are. */
static int call(struct library *library, int which, float *result) {
  switch (which) {
  case 0:
    return library->predict(library->model, BATCH, x, result) ? -1 : BATCH * IMAGE;
  case 1:
    return library->predict(library->model, 1, x, result) ? -1 : IMAGE;
  case 2:
    return library->evaluate(library->model, BATCH, x, result) ? -1 : 1;
  case 3:
    return library->train_step(library->model, BATCH, x, 0.01f, result) ? -1 : 1;
  default:
    return library->set_variable(library->model, "head", weights, sizeof weights) ? -1 : 0;
  }
}

int main(int argc, char **argv) {
  struct library libraries[2];
  uint32_t random = 1;
  int i, step;
  check(argc == 3, "two libraries are needed");
  libraries[0] = open_library(argv[1]), libraries[1] = open_library(argv[2]);
  print(libraries[0].program());
  check(libraries[1].program()->prepared_bytes == 0, "the second one prepares");
  for (i = 0; i < BATCH * IMAGE; ++i)
    x[i] = (float)(i * 7 % 11) / 11 - 0.5f;
  for (step = 0; step < 300; ++step) {
    int which, count, other;
    random = random * 1664525u + 1013904223u;
    which = (int)(random >> 24) % 5;
    for (i = 0; i < WEIGHTS; ++i)
      weights[i] = (float)((i + step) % 13 - 6) / 60;
    count = call(&libraries[0], which, results[0]), other = call(&libraries[1], which, results[1]);
    check(count >= 0 && count == other, "a call failed");
    for (i = 0; i < count; ++i)
      if (!(fabsf(results[0][i] - results[1][i]) <= 1e-4f + 1e-3f * fabsf(results[1][i]))) {
        fprintf(stderr, "alternate: step %d, call %d: %g is not %g\n", step, which, (double)results[0][i],
                (double)results[1][i]);
        return 1;
      }
  }
  printf("the same\n");
  return 0;
}
