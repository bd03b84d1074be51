/* Two models, whose own symbols are all alike, in one program; both have weights in the library. */
#include "Check.h"
#include "one.h"
#include "other.h"

static float run_one(one_model *model) {
  const float image[4] = {0, 0, 0, 0};
  float logits[4];
  CHECK(one_predict(model, 1, image, logits) == ONE_OK);
  return logits[0];
}

static float run_other(other_model *model) {
  const float image[4] = {0, 0, 0, 0};
  float logits[4];
  CHECK(other_predict(model, 1, image, logits) == OTHER_OK);
  return logits[0];
}

int main(void) {
  one_model *one, *sibling;
  other_model *other;
  const float image[4] = {0, 0, 0, 0};
  const int64_t label = 1;
  float loss, accuracy;
  CHECK(one_create(&one) == ONE_OK && one_create(&sibling) == ONE_OK && other_create(&other) == OTHER_OK);
  CHECK(run_one(one) == 11 && run_other(other) == 22);
  /* Shared until one learns. */
  CHECK(one_train_step(one, 1, image, &label, 1, &loss, &accuracy) == ONE_OK);
  CHECK(run_one(one) == 10 && run_one(sibling) == 11);
  CHECK(one_init(sibling, 0) == ONE_OK && other_init(other, 0) == OTHER_OK);
  CHECK(run_one(sibling) == 0 && run_other(other) == 100);
  one_destroy(one);
  one_destroy(sibling);
  other_destroy(other);
  return 0;
}
