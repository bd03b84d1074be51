/* learn FILE.dlm: trains libtiny on images with one bright row, which is the class, checks that the loss
 * falls and that the saved model is the one that learnt, and leaves it in FILE.dlm. */
#include "libtiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef RATE
#define RATE 0.01f
#endif

enum { BATCH = 30, PIXELS = 16, CLASSES = 3, STEPS = 200 };

static void check(int condition, const char *what, const tiny_model *model) {
  if (condition)
    return;
  fprintf(stderr, "learn: %s: %s\n", what, tiny_message(model));
  exit(1);
}

int main(int argc, char **argv) {
  float image[BATCH * PIXELS], before[BATCH * CLASSES], after[BATCH * CLASSES];
  int64_t label[BATCH];
  float loss = 0, accuracy = 0, first = 0;
  tiny_model *model, *second;
  int i, step;
  for (i = 0; i < BATCH; ++i)
    label[i] = i % CLASSES;
  for (i = 0; i < BATCH * PIXELS; ++i)
    image[i] = i % PIXELS / 4 == label[i / PIXELS] ? 0.8f : 0.01f * (float)(i % 37);
  check(argc == 2, "one argument is wanted", NULL);
  check(tiny_create(&model) == TINY_OK, "create", model);
  check(tiny_train_step(model, BATCH, image, label, RATE, &loss, &accuracy) == TINY_ERROR_STATE, "no weights",
        model);
  check(tiny_init(model, 7) == TINY_OK, "init", model);
  for (step = 0; step < STEPS; ++step) {
    check(tiny_train_step(model, BATCH, image, label, RATE, &loss, &accuracy) == TINY_OK, "train_step",
          model);
    if (step == 0)
      first = loss;
  }
  printf("loss from %g to %g, accuracy %g\n", first, loss, accuracy);
  check(loss < 0.5f * first && accuracy == 1, "it has not learnt", model);

  check(tiny_evaluate(model, BATCH, image, label, &loss, &accuracy) == TINY_OK && accuracy == 1, "evaluate",
        model);
  check(tiny_predict(model, BATCH, image, before) == TINY_OK, "predict", model);
  check(tiny_save(model, argv[1]) == TINY_OK, "save", model);
  check(tiny_create(&second) == TINY_OK && tiny_load(second, argv[1]) == TINY_OK, "load", second);
  check(tiny_predict(second, BATCH, image, after) == TINY_OK, "predict", second);
  check(memcmp(before, after, sizeof(before)) == 0, "the saved model predicts otherwise", second);
  tiny_destroy(second);
  tiny_destroy(model);
  return 0;
}
