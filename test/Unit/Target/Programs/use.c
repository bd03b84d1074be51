/* What a user of a compiled library does, and does wrong. argv[1] is a folder with from_dlc.dlm (weights 10,
 * 20, 30, 40, 7 steps, no slots of an optimizer) and other.dlm (another model); the program leaves
 * from_library.dlm there. */
#include "Check.h"
#include "tiny.h"

#include <string.h>

static char folder[4096];

static const char *in_folder(const char *name) {
  static char path[8192];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  return path;
}

static void check_weights(tiny_model *model, float first, float step) {
  float weight[4];
  int i;
  CHECK(tiny_get_variable(model, "dense.weight", weight, sizeof(weight)) == TINY_OK);
  for (i = 0; i < 4; ++i)
    CHECK(weight[i] == first + step * (float)i);
}

static void check_message(tiny_model *model, const char *part) {
  if (!strstr(tiny_message(model), part)) {
    fprintf(stderr, "message '%s' lacks '%s'\n", tiny_message(model), part);
    exit(1);
  }
}

static void before_init(tiny_model *model) {
  const float image[4] = {0, 0, 0, 0};
  float logits[4] = {-1, -1, -1, -1};
  CHECK(tiny_predict(model, 1, image, logits) == TINY_ERROR_STATE);
  check_message(model, "'dense.weight' has no value yet");
  CHECK(logits[0] == -1);
  CHECK(tiny_get_variable(model, "dense.weight", logits, sizeof(logits)) == TINY_ERROR_STATE);
  CHECK(tiny_save(model, in_folder("empty.dlm")) == TINY_ERROR_STATE);
  check_message(model, "cannot save");
}

static void predict_and_train(tiny_model *model) {
  const float image[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  const int64_t label[2] = {5, -1000000};
  float logits[8], loss = -1, accuracy = -1;
  int i;
  CHECK(tiny_init(model, 3) == TINY_OK);
  CHECK(strcmp(tiny_message(model), "") == 0);
  CHECK(tiny_predict(model, 2, image, logits) == TINY_OK);
  for (i = 0; i < 8; ++i)
    CHECK(logits[i] == 3 + (float)(i % 4));
  CHECK(tiny_train_step(model, 2, image, label, 0.5f, &loss, &accuracy) == TINY_OK);
  CHECK(loss == 2.5f && accuracy == 5);
  check_weights(model, 2.5f, 1);
}

static void wrong_arguments(tiny_model *model) {
  float data[4] = {0, 0, 0, 0};
  float loss;
  int64_t label = 0;
  CHECK(tiny_create(NULL) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_init(NULL, 1) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_predict(NULL, 1, data, data) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_message(NULL) != NULL);
  tiny_destroy(NULL);
  CHECK(tiny_predict(model, 0, data, data) == TINY_ERROR_ARGUMENT);
  check_message(model, "the batch is 0");
  CHECK(tiny_predict(model, INT64_MAX / 2, data, data) == TINY_ERROR_ARGUMENT);
  check_message(model, "too large");
  CHECK(tiny_predict(model, 1, NULL, data) == TINY_ERROR_ARGUMENT);
  check_message(model, "image is NULL");
  CHECK(tiny_predict(model, 1, data, NULL) == TINY_ERROR_ARGUMENT);
  check_message(model, "logits is NULL");
  CHECK(tiny_train_step(model, 1, data, &label, 0.1f, &loss, NULL) == TINY_ERROR_ARGUMENT);
  check_message(model, "accuracy is NULL");
  CHECK(tiny_get_variable(model, "dense.weight", data, 15) == TINY_ERROR_ARGUMENT);
  check_message(model, "has 16 bytes, not 15");
  CHECK(tiny_set_variable(model, "no such thing", data, 16) == TINY_ERROR_ARGUMENT);
  check_message(model, "there is no variable 'no such thing'");
  CHECK(tiny_set_variable(model, NULL, data, 16) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_set_variable(model, "dense.weight", NULL, 16) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_load(model, NULL) == TINY_ERROR_ARGUMENT);
  CHECK(tiny_save(model, NULL) == TINY_ERROR_ARGUMENT);
  check_weights(model, 2.5f, 1);
}

static void save_and_load(tiny_model *model) {
  tiny_model *second;
  float slot[4];
  int64_t steps = 0;
  CHECK(tiny_save(model, in_folder("from_library.dlm")) == TINY_OK);
  CHECK(tiny_create(&second) == TINY_OK);
  CHECK(tiny_load(second, in_folder("from_library.dlm")) == TINY_OK);
  check_weights(second, 2.5f, 1);
  CHECK(tiny_get_variable(second, "dense.weight.slot", slot, sizeof(slot)) == TINY_OK && slot[3] == 1);
  /* Instances do not meet. */
  CHECK(tiny_init(second, 100) == TINY_OK);
  check_weights(second, 100, 1);
  check_weights(model, 2.5f, 1);
  /* A file by dlc itself, without the optimizer's variables: they start anew. */
  CHECK(tiny_load(second, in_folder("from_dlc.dlm")) == TINY_OK);
  check_weights(second, 10, 10);
  CHECK(tiny_get_variable(second, "steps", &steps, sizeof(steps)) == TINY_OK && steps == 7);
  CHECK(tiny_get_variable(second, "dense.weight.slot", slot, sizeof(slot)) == TINY_OK && slot[0] == 0);
  {
    const float image[4] = {0, 0, 0, 0};
    const int64_t label = 1;
    float loss, accuracy;
    CHECK(tiny_train_step(second, 1, image, &label, 1, &loss, &accuracy) == TINY_OK);
    CHECK(tiny_get_variable(second, "dense.weight.slot", slot, sizeof(slot)) == TINY_OK && slot[0] == 1);
    CHECK(tiny_reset_optimizer(second) == TINY_OK);
    CHECK(tiny_get_variable(second, "dense.weight.slot", slot, sizeof(slot)) == TINY_OK && slot[0] == 0);
  }
  check_weights(second, 9, 10);
  slot[0] = slot[1] = slot[2] = slot[3] = 8;
  CHECK(tiny_set_variable(second, "dense.weight", slot, sizeof(slot)) == TINY_OK);
  check_weights(second, 8, 0);
  tiny_destroy(second);
}

static void bad_files(tiny_model *model) {
  CHECK(tiny_load(model, in_folder("other.dlm")) == TINY_ERROR_FILE);
  check_message(model, "does not fit program");
  CHECK(tiny_load(model, in_folder("no such file")) == TINY_ERROR_SYSTEM);
  check_message(model, "cannot open");
  CHECK(tiny_load(model, folder) == TINY_ERROR_SYSTEM);
  CHECK(tiny_load(model, "/dev/null") == TINY_ERROR_SYSTEM);
  CHECK(tiny_save(model, "/dev/full") == TINY_ERROR_SYSTEM);
  check_message(model, "not a regular file");
  CHECK(tiny_save(model, in_folder("no/such/folder/x.dlm")) == TINY_ERROR_SYSTEM);
  CHECK(tiny_save(model, folder) == TINY_ERROR_SYSTEM);
  check_weights(model, 2.5f, 1);
}

static char *read_file(const char *path, size_t *size) {
  static char bytes[1 << 16];
  FILE *file = fopen(path, "rb");
  CHECK(file != NULL);
  *size = fread(bytes, 1, sizeof(bytes), file);
  fclose(file);
  return bytes;
}

static void write_file(const char *path, const char *bytes, size_t size) {
  FILE *file;
  remove(path); /* some file systems wait for the disk when a file is truncated and written again */
  file = fopen(path, "wb");
  CHECK(file != NULL);
  CHECK(fwrite(bytes, 1, size, file) == size);
  CHECK(fclose(file) == 0);
}

/* Each byte flipped, each length cut: an error that changes nothing, or (in padding) the same values. */
static void damaged_files(void) {
  tiny_model *model;
  size_t size, i;
  unsigned refused = 0;
  char *bytes = read_file(in_folder("from_library.dlm"), &size);
  CHECK(tiny_create(&model) == TINY_OK);
  for (i = 0; i < 2 * size; ++i) {
    size_t at = i / 2;
    int status;
    CHECK(tiny_init(model, 50) == TINY_OK);
    if (i % 2) {
      bytes[at] ^= (char)(1 << (at % 8));
      write_file(in_folder("damaged.dlm"), bytes, size);
      bytes[at] ^= (char)(1 << (at % 8));
    } else {
      write_file(in_folder("damaged.dlm"), bytes, at);
    }
    status = tiny_load(model, in_folder("damaged.dlm"));
    CHECK(status == TINY_OK || status == TINY_ERROR_FILE);
    CHECK(status == TINY_OK || i % 2 || strlen(tiny_message(model)) > 0);
    CHECK(i % 2 || status == TINY_ERROR_FILE);
    refused += status == TINY_ERROR_FILE;
    if (status == TINY_OK)
      check_weights(model, 2.5f, 1);
    else
      check_weights(model, 50, 1);
  }
  /* All but the padding behind the three variables (48, 56 and 48 bytes), a constant, which the code has
   * already (64 with its padding), and what precedes the index. */
  CHECK(refused >= 2 * size - 4 * 64);
  tiny_destroy(model);
}

int main(int argc, char **argv) {
  tiny_model *model = NULL;
  CHECK(argc == 2 && strlen(argv[1]) < sizeof(folder));
  strcpy(folder, argv[1]);
  CHECK(tiny_create(&model) == TINY_OK);
  CHECK(strstr(tiny_info(), "\"dense.weight\"") != NULL);
  CHECK(TINY_CLASS_COUNT == 2 && strcmp(tiny_class_name(1), "trouser") == 0);
  CHECK(tiny_class_name(2) == NULL && tiny_class_name(-1) == NULL);
  CHECK(tiny_program() != NULL);
  before_init(model);
  predict_and_train(model);
  wrong_arguments(model);
  save_and_load(model);
  bad_files(model);
  damaged_files();
  tiny_destroy(model);
  return 0;
}
