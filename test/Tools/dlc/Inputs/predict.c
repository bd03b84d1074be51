/* predict FILE.npy: writes what libtiny predicts for the two images at the end of the file, as bytes. */
#include "libtiny.h"

#include <stdio.h>

int main(int argc, char **argv) {
  enum { BATCH = 2 };
  float image[BATCH * 16], logits[BATCH * 3];
  tiny_model *model;
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!file || fseek(file, -(long)sizeof(image), SEEK_END) != 0 || fread(image, sizeof(image), 1, file) != 1)
    return 2;
  fclose(file);
  if (tiny_create(&model) != TINY_OK || tiny_predict(model, BATCH, image, logits) != TINY_OK) {
    fprintf(stderr, "%s\n", tiny_message(model));
    return 1;
  }
  fwrite(logits, sizeof(logits), 1, stdout);
  tiny_destroy(model);
  return 0;
}
