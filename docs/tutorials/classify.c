/* Tutorial: a trained network in a C program. It needs the library and the header that dlc has written, and a
 * C compiler; no dlc, no Python, no framework.
 *
 *   dlc train lenet.mlir --data fashion-mnist -o lenet.dlm
 *   dlc compile lenet.dlm -o liblenet.so
 *   cc classify.c -o classify -I. -L. -llenet -Wl,-rpath,'$ORIGIN'
 *   ./classify t10k-images-idx3-ubyte t10k-labels-idx1-ubyte [COUNT [FIRST]]
 *
 * The two files are those of MNIST or Fashion-MNIST, unpacked. Shows images, what the network calls them
 * and what they are. tools/quickstart does all of this. */
#include "liblenet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE = 28, PIXELS = SIDE * SIDE, PER_ROW = 3, MARGIN = 1, COLUMNS = SIDE - 2 * MARGIN };

static void fail(const char *what, const char *why) {
  fprintf(stderr, "classify: %s: %s\n", what, why);
  exit(1);
}

/* Items `first` to `first + count` of an IDX file, `size` bytes each. Its header is a magic number, 0 0 8 and
 * the number of dimensions, and then four bytes for the size of each. */
static unsigned char *read_items(const char *path, int dimensions, long first, long count, long size) {
  unsigned char magic[4];
  unsigned char *items = malloc((size_t)(count * size));
  FILE *file = fopen(path, "rb");
  if (!items)
    fail(path, "not enough memory");
  if (!file)
    fail(path, "cannot be opened");
  if (fread(magic, 1, 4, file) != 4 || magic[0] || magic[1] || magic[2] != 8 || magic[3] != dimensions)
    fail(path, dimensions == 1 ? "is no IDX file of labels"
                               : "is no IDX file of images (gzipped ones must be unpacked)");
  if (fseek(file, 4 + 4 * dimensions + first * size, SEEK_SET) != 0 ||
      fread(items, (size_t)size, (size_t)count, file) != (size_t)count)
    fail(path, "does not have so many images");
  fclose(file);
  return items;
}

/* Two rows of pixels become a line of characters: half blocks in shades of grey on a terminal, plain ones
 * elsewhere. */
static void print_line(const unsigned char *image, int row) {
  static const char shades[] = " .:-=+*#%@";
  const int is_terminal = isatty(STDOUT_FILENO);
  int column;
  for (column = MARGIN; column < SIDE - MARGIN; ++column) {
    const int upper = image[row * SIDE + column], lower = image[(row + 1) * SIDE + column];
    if (is_terminal) /* 232 to 255: xterm's greys, dark to light */
      printf("\x1b[38;5;%d;48;5;%dm▀", 232 + upper * 23 / 255, 232 + lower * 23 / 255);
    else
      putchar(shades[(upper + lower) * 9 / 510]);
  }
  if (is_terminal)
    printf("\x1b[0m");
}

static const char *name_of(int64_t label) {
  const char *name = lenet_class_name(label);
  return name ? name : "?";
}

/* A row of images, and below each its predicted and its true name. */
static void show(const unsigned char *pixels, const unsigned char *labels, const int *predicted, int count) {
  int row, i;
  for (row = 0; row < SIDE; row += 2) {
    for (i = 0; i < count; ++i) {
      print_line(pixels + i * PIXELS, row);
      printf(i + 1 < count ? " " : "\n");
    }
  }
  for (i = 0; i < count; ++i)
    printf("predicted: %-*s%s", COLUMNS - 11, name_of(predicted[i]), i + 1 < count ? " " : "\n");
  for (i = 0; i < count; ++i)
    printf("it is:     %-*s%s", COLUMNS - 11, name_of(labels[i]), i + 1 < count ? " " : "\n");
  printf("\n");
}

int main(int argc, char **argv) {
  const long count = argc > 3 ? atol(argv[3]) : 6, first = argc > 4 ? atol(argv[4]) : 0;
  unsigned char *pixels, *labels;
  float *image, *logits;
  int *predicted;
  lenet_model *model;
  long i, right = 0;
  if (argc < 3 || count < 1 || count > 10000 || first < 0) {
    fprintf(stderr, "usage: classify IMAGES LABELS [COUNT [FIRST]]\n");
    return 2;
  }
  pixels = read_items(argv[1], 3, first, count, PIXELS);
  labels = read_items(argv[2], 1, first, count, 1);

  /* The library holds the weights; a model of it is ready at once. */
  if (lenet_create(&model) != LENET_OK)
    fail("liblenet", lenet_message(model));

  /* Any number of images in one call. The network was trained on pixels in 0 … 1. */
  image = malloc((size_t)(count * PIXELS) * sizeof(float));
  logits = malloc((size_t)(count * LENET_CLASS_COUNT) * sizeof(float));
  predicted = malloc((size_t)count * sizeof(int));
  if (!image || !logits || !predicted)
    fail("classify", "not enough memory");
  for (i = 0; i < count * PIXELS; ++i)
    image[i] = (float)pixels[i] / 255.0f;
  if (lenet_predict(model, count, image, logits) != LENET_OK)
    fail("liblenet", lenet_message(model));

  /* The largest logit is the answer. */
  for (i = 0; i < count; ++i) {
    const float *of_image = logits + i * LENET_CLASS_COUNT;
    int label, best = 0;
    for (label = 1; label < LENET_CLASS_COUNT; ++label)
      if (of_image[label] > of_image[best])
        best = label;
    predicted[i] = best;
    right += best == labels[i];
  }
  for (i = 0; i < count; i += PER_ROW)
    show(pixels + i * PIXELS, labels + i, predicted + i, (int)(count - i < PER_ROW ? count - i : PER_ROW));
  printf("%ld of %ld right\n", right, count);

  lenet_destroy(model);
  free(predicted);
  free(logits);
  free(image);
  free(labels);
  free(pixels);
  return 0;
}
