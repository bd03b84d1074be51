/* sanitized-lenet MODE: trains liblenet, which a sanitizer checks, as this program. MODE is `steps`, which is
 * in order; `short`, whose images lack their last pixel; or `at-once`, where two threads call one model. */
#include "liblenet.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = 28 * 28, CLASSES = 10 };

static lenet_model *model;

static void check(int condition, const char *what) {
  if (condition)
    return;
  fprintf(stderr, "sanitized-lenet: %s: %s\n", what, lenet_message(model));
  exit(1);
}

/* Memory that is as large as the arrays, so that what lies behind them is nobody's. */
static void step(int64_t batch, int lacking) {
  const size_t pixels = (size_t)batch * PIXELS - (size_t)lacking, scores = (size_t)batch * CLASSES;
  float *image = malloc(pixels * sizeof *image), *logits = malloc(scores * sizeof *logits), loss, accuracy;
  int64_t *label = malloc((size_t)batch * sizeof *label);
  size_t i;
  for (i = 0; i < pixels; ++i)
    image[i] = 0.01f * (float)(i % 37);
  for (i = 0; i < (size_t)batch; ++i)
    label[i] = (int64_t)i % CLASSES;
  check(lenet_train_step(model, batch, image, label, 0.01f, &loss, &accuracy) == LENET_OK, "train_step");
  check(lenet_evaluate(model, batch, image, label, &loss, &accuracy) == LENET_OK, "evaluate");
  check(lenet_predict(model, batch, image, logits) == LENET_OK, "predict");
  free(image);
  free(label);
  free(logits);
}

static void *steps(void *unused) {
  int i;
  for (i = 0; i < 2; ++i)
    step(5, 0);
  return unused;
}

int main(int argc, char **argv) {
  const char *mode = argc == 2 ? argv[1] : "";
  check(lenet_create(&model) == LENET_OK && lenet_init(model, 7) == LENET_OK, "create");
  check(lenet_set_threads(model, 2) == LENET_OK, "set_threads");
  step(5, 0);
  if (strcmp(mode, "steps") == 0) {
    step(1, 0);
    step(9, 0);
  } else if (strcmp(mode, "short") == 0) {
    step(3, 1);
  } else {
    pthread_t other;
    check(pthread_create(&other, NULL, steps, NULL) == 0, "thread");
    steps(NULL);
    pthread_join(other, NULL);
  }
  lenet_destroy(model);
  printf("done\n");
  return 0;
}
