/* Tutorial: fine-tunes an imported ONNX network in C. See embed.md. */
#include "libclothes.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIXELS = 28 * 28, BATCH = 50, EPOCHS = 10 };

static void check(const clothes_model *model, int status) {
  if (status == CLOTHES_OK)
    return;
  fprintf(stderr, "embed: %s\n", clothes_message(model));
  exit(1);
}

/* `count` items of `size` bytes behind the header of an IDX file. */
static unsigned char *read_items(const char *path, long header, long count, long size) {
  unsigned char *items = malloc((size_t)(count * size));
  FILE *file = fopen(path, "rb");
  if (!items || !file || fseek(file, header, SEEK_SET) || fread(items, size, count, file) != (size_t)count) {
    fprintf(stderr, "embed: %s does not have %ld items\n", path, count);
    exit(1);
  }
  fclose(file);
  return items;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: embed IMAGES LABELS COUNT\n");
    return 2;
  }
  const long count = atol(argv[3]), training = count - count / 8; /* the rest is for the test */
  unsigned char *pixels = read_items(argv[1], 16, count, PIXELS);
  unsigned char *labels = read_items(argv[2], 8, count, 1);
  float *image = malloc(sizeof(float) * count * PIXELS), loss, accuracy, rate = 1e-2f;
  int64_t *label = malloc(sizeof(int64_t) * count);
  for (long i = 0; i < count * PIXELS; ++i)
    image[i] = pixels[i] / 255.0f;
  for (long i = 0; i < count; ++i)
    label[i] = labels[i];

  clothes_model *model;
  check(model, clothes_create(&model));
  check(model, clothes_init(model, 1)); /* weights as in the ONNX file, the optimizer at its start */
  for (int epoch = 0; epoch <= EPOCHS; ++epoch, rate *= 0.7f) {
    check(model, clothes_evaluate(model, count - training, image + training * PIXELS, label + training, &loss,
                                  &accuracy));
    printf("after %d epochs: %.1f %% right\n", epoch, 100 * accuracy);
    for (long i = 0; epoch < EPOCHS && i + BATCH <= training; i += BATCH)
      check(model, clothes_train_step(model, BATCH, image + i * PIXELS, label + i, rate, &loss, &accuracy));
  }
  check(model, clothes_save(model, "tuned.dlm"));
  clothes_destroy(model);
  return 0;
}
