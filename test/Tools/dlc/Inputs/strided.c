/* Whether libstrided computes what it did where it was compiled. */
#include "libstrided.h"

#include <stdio.h>

int main(void) {
  strided_model *model;
  int failed = strided_create(&model) != STRIDED_OK || strided_selftest(model) != STRIDED_OK;
  puts(failed ? strided_message(model) : "the same");
  strided_destroy(model);
  return failed;
}
