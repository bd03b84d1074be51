/* Predicts a zero image with the compiled network, which has its weights inside. */
#include "libtiny.h"

#include <stdio.h>

int main(void) {
  float image[16] = {0}, logits[3];
  tiny_model *model;
  if (tiny_create(&model) != TINY_OK || tiny_predict(model, 1, image, logits) != TINY_OK) {
    fprintf(stderr, "%s\n", tiny_message(model));
    return 1;
  }
  printf("predicts %d numbers\n", (int)(sizeof logits / sizeof *logits));
  tiny_destroy(model);
  return 0;
}
