/* A model made for OpenMP: the number of its threads is its own, and models in several threads do not meet.
 */
#include "Check.h"
#include "tiny.h"

#include <pthread.h>
#include <string.h>

static int32_t threads_of(tiny_model *model) {
  int32_t count = 0;
  CHECK(tiny_count_threads(model, &count) == TINY_OK);
  return count;
}

static void *train(void *argument) {
  int64_t seed = *(int64_t *)argument, label = 0;
  float image[4] = {0, 0, 0, 0}, logits[4], loss, accuracy;
  int i;
  tiny_model *model;
  CHECK(tiny_create(&model) == TINY_OK);
  CHECK(tiny_init(model, seed) == TINY_OK);
  for (i = 0; i < 2000; ++i) {
    CHECK(tiny_train_step(model, 1, image, &label, 1, &loss, &accuracy) == TINY_OK);
    CHECK(loss == (float)(seed - i - 1));
    CHECK(tiny_predict(model, 1, image, logits) == TINY_OK);
    CHECK(logits[3] == loss + 3);
  }
  tiny_destroy(model);
  return NULL;
}

int main(void) {
  int64_t seeds[2] = {5000, 90000};
  pthread_t other;
  tiny_model *model, *unset;
  int32_t usual;
  CHECK(tiny_create(&model) == TINY_OK && tiny_create(&unset) == TINY_OK);
  usual = threads_of(unset);
  CHECK(tiny_set_threads(model, -1) == TINY_ERROR_ARGUMENT);
  CHECK(strstr(tiny_message(model), "-1 is no number of threads") != NULL);
  CHECK(tiny_set_threads(NULL, 1) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_set_threads(model, 3) == TINY_OK && threads_of(model) == 3);
  CHECK(tiny_set_threads(model, 1) == TINY_OK && threads_of(model) == 1);
  CHECK(threads_of(unset) == usual);
  CHECK(tiny_set_threads(model, 0) == TINY_OK && threads_of(model) == usual);
  tiny_destroy(model);
  tiny_destroy(unset);

  CHECK(pthread_create(&other, NULL, train, &seeds[0]) == 0);
  train(&seeds[1]);
  CHECK(pthread_join(other, NULL) == 0);
  return 0;
}
