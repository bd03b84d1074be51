// A library without weights, which takes them from the file beside it: mapped FILE IMAGE.npy OUT.safetensors
#include "libtiny.h"

#include <stdio.h>

static int fail(const tiny_model *model, const char *what) {
  fprintf(stderr, "%s: %s\n", what, tiny_message(model));
  return 1;
}

int main(int count, char **arguments) {
  if (count != 4)
    return 2;
  tiny_model *model;
  float image[2 * 16], logits[2 * 3];
  FILE *file = fopen(arguments[2], "rb");
  // Numbers are at the end of an .npy.
  if (!file || fseek(file, -(long)sizeof(image), SEEK_END) || fread(image, sizeof(image), 1, file) != 1)
    return 3;
  fclose(file);
  if (tiny_create(&model))
    return fail(model, "create");
  if (tiny_predict(model, 2, image, logits) != TINY_ERROR_STATE)
    return fail(model, "without weights");
  fprintf(stderr, "%s\n", tiny_message(model));
  if (tiny_export_weights(model, arguments[3]) != TINY_ERROR_STATE)
    return fail(model, "export without weights");
  if (tiny_map(model, arguments[1]) || tiny_predict(model, 2, image, logits) ||
      tiny_export_weights(model, arguments[3]))
    return fail(model, "map");
  fwrite(logits, sizeof(logits), 1, stdout);
  tiny_destroy(model);
  return 0;
}
