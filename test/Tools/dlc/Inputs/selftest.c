/* Whether libtiny proves itself, and sees that a weight is another. */
#include "libtiny.h"

#include <stdio.h>

int main(void) {
  float bias[3];
  tiny_model *model;
  if (tiny_create(&model) != TINY_OK || tiny_selftest(model) != TINY_OK) {
    fprintf(stderr, "%s\n", tiny_message(model));
    return 1;
  }
  tiny_destroy(model);
  if (tiny_create(&model) != TINY_OK || tiny_get_variable(model, "dense.bias", bias, sizeof(bias)) != TINY_OK)
    return 2;
  bias[1] += 0.5f;
  if (tiny_set_variable(model, "dense.bias", bias, sizeof(bias)) != TINY_OK ||
      tiny_selftest(model) != TINY_ERROR_RESULT)
    return 3;
  puts(tiny_message(model));
  tiny_destroy(model);
  return 0;
}
