/* all-entries LIBRARY.so NAME [--short TENSOR] SIZE=NUMBER…: calls every entry point of a library twice
 * through its Program, with all memory as large as it must be and not a byte more; TENSOR, an input, an
 * output or a variable, is one element shorter. A sanitizer then sees each access beyond. */
#define _POSIX_C_SOURCE 200112L /* posix_memalign */

#include "dlc/program.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64 };

static void check(int condition, const char *what) {
  if (condition)
    return;
  fprintf(stderr, "all-entries: %s\n", what);
  exit(1);
}

static const char *shorter = "";

static size_t width(const dlc_tensor_info *tensor) {
  static const size_t bits[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...) [DLC_##ID] = bits,
#include "dlc/element_types.def"
  };
  return bits[tensor->dtype] / 8;
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  check(posix_memalign(&memory, DLC_ARENA_ALIGNMENT, bytes) == 0, "no memory");
  return memory;
}

/* Small numbers: what they are indices and labels of has two elements at least. */
static void *make(const dlc_tensor_info *tensor, const int64_t *sizes) {
  size_t count = 1, i;
  int32_t d;
  for (d = 0; d < tensor->rank; ++d)
    count *= (size_t)(tensor->shape[d] < 0 ? sizes[DLC_SIZE(tensor->shape[d])] : tensor->shape[d]);
  count -= strcmp(tensor->name, shorter) == 0;
  unsigned char *memory = allocate(count * width(tensor));
  memset(memory, 0, count * width(tensor));
  for (i = 0; i < count; ++i) {
    const float number = 0.01f * (float)(i % 7 + 1);
    if (tensor->dtype == DLC_F32)
      memcpy(memory + 4 * i, &number, 4);
    else if (tensor->dtype == DLC_I64)
      memory[8 * i] = i % 2;
  }
  return memory;
}

static void call(const dlc_program *program, const dlc_entry_info *entry, void **variables, char **pairs) {
  int64_t sizes[MOST], measured[MOST];
  void *table[MOST], **next = table;
  void *prepared = NULL;
  int32_t i;
  check(entry->input_count + entry->output_count + entry->variable_count + 3 <= MOST &&
            entry->size_count + entry->derived_count <= MOST,
        "too many tensors");
  for (i = 0; i < entry->size_count; ++i) {
    char **pair = pairs;
    const size_t length = strlen(entry->size_texts[i]);
    while (*pair && !(strncmp(*pair, entry->size_texts[i], length) == 0 && (*pair)[length] == '='))
      ++pair;
    check(*pair != NULL, entry->size_texts[i]);
    sizes[i] = atoll(*pair + length + 1);
  }
  measured[0] = entry->batch_arena_bytes * sizes[0];
  if (entry->measure)
    entry->measure(sizes, measured);
  check(measured[0] >= 0, "the sizes are refused");
  memcpy(sizes + entry->size_count, measured + 1, (size_t)entry->derived_count * sizeof(int64_t));
  for (i = 0; i < entry->input_count; ++i)
    *next++ = make(&entry->inputs[i], sizes);
  for (i = 0; i < entry->output_count; ++i)
    *next++ = make(&entry->outputs[i], sizes);
  for (i = 0; i < entry->variable_count; ++i)
    *next++ = variables[entry->variables[i]];
  if (entry->prepares) {
    *next++ = prepared = allocate((size_t)program->prepared_bytes);
    memset(prepared, 0, (size_t)program->prepared_count);
  }
  *next++ = allocate((size_t)entry->fixed_arena_bytes);
  *next++ = allocate((size_t)measured[0]);
  entry->run(sizes, table);
  /* What was not to be touched within a call is the caller's again. */
  memset(next[-2], 0, (size_t)entry->fixed_arena_bytes);
  memset(next[-1], 0, (size_t)measured[0]);
  free(next[-2]);
  free(next[-1]);
  free(prepared);
  for (i = 0; i < entry->input_count + entry->output_count; ++i)
    free(table[i]);
}

int main(int argc, char **argv) {
  char symbol[64];
  void *library, *variables[MOST];
  const dlc_program *program, *(*get)(void);
  char **pairs = argv + 3;
  int32_t i, time;
  check(argc > 2, "a library and its name are needed");
  if (argc > 4 && strcmp(argv[3], "--short") == 0)
    shorter = argv[4], pairs += 2;
  library = dlopen(argv[1], RTLD_NOW);
  check(library != NULL, library ? "" : dlerror());
  snprintf(symbol, sizeof symbol, "%s_program", argv[2]);
  *(void **)&get = dlsym(library, symbol);
  check(get != NULL, symbol);
  program = get();
  check(program->variable_count <= MOST, "too many variables");
  for (i = 0; i < program->variable_count; ++i)
    variables[i] = make(&program->variables[i].tensor, NULL);
  for (time = 0; time < 2; ++time)
    for (i = 0; i < program->entry_count; ++i)
      call(program, &program->entries[i], variables, pairs);
  for (i = 0; i < program->variable_count; ++i)
    free(variables[i]);
  printf("%d entry points\n", (int)program->entry_count);
  return 0;
}
