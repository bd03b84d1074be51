/* Instances: made, called, asked and set. Variables start as the Program's own initial values, shared and
 * read-only; an instance copies a variable before anything may write it. */
#include "Support.h"

#include "Cpu.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t dlc_support_fail(dlc_instance *instance, int32_t status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(instance->message, sizeof(instance->message), format, arguments);
  va_end(arguments);
  return status;
}

int32_t dlc_support_begin(dlc_instance *instance) {
  if (!instance)
    return DLC_ERROR_ARGUMENT;
  if (!instance->broken)
    instance->message[0] = '\0';
  return instance->broken;
}

void *dlc_support_allocate(uint64_t bytes) {
  void *memory = NULL;
  if (bytes > (uint64_t)INT64_MAX - DLC_ARENA_ALIGNMENT)
    return NULL;
  uint64_t whole = bytes ? (bytes + DLC_ARENA_ALIGNMENT - 1) / DLC_ARENA_ALIGNMENT * DLC_ARENA_ALIGNMENT
                         : DLC_ARENA_ALIGNMENT;
  if (posix_memalign(&memory, DLC_ARENA_ALIGNMENT, whole) != 0)
    return NULL;
  return memset(memory, 0, whole);
}

uint64_t dlc_support_variable_bytes(const dlc_variable_info *variable) {
  static const unsigned char bits[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...) [DLC_##ID] = bits,
#include "dlc/element_types.def"
  };
  uint64_t bytes = bits[variable->tensor.dtype] / 8;
  for (int32_t i = 0; i < variable->tensor.rank; ++i)
    bytes *= (uint64_t)variable->tensor.shape[i]; /* the compiler has checked that this fits */
  return bytes;
}

int32_t dlc_support_create(const dlc_face *face, dlc_instance **result) {
  if (!result)
    return DLC_ERROR_ARGUMENT;
  *result = NULL;
  const dlc_program *program = face->program;
  dlc_instance *instance = calloc(1, sizeof(*instance));
  if (!instance)
    return DLC_ERROR_MEMORY;
  size_t longest = 0;
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *entry = &program->entries[i];
    size_t length =
        (size_t)entry->input_count + (size_t)entry->output_count + (size_t)entry->variable_count + 2;
    longest = length > longest ? length : longest;
  }
  instance->face = face;
  instance->variables = calloc((size_t)program->variable_count + 1, sizeof(void *));
  instance->owned = calloc((size_t)program->variable_count + 1, 1);
  instance->table = calloc(longest + 1, sizeof(void *));
  if (!instance->variables || !instance->owned || !instance->table) {
    dlc_support_destroy(instance);
    return DLC_ERROR_MEMORY;
  }
  for (int32_t i = 0; i < program->variable_count; ++i)
    instance->variables[i] = (void *)program->variables[i].initial; /* DLC_SHARED: never written */
  *result = instance;
  dlc_openmp openmp = {0};
  if (program->parallel)
    openmp = dlc_support_linked_openmp();
  dlc_support_set_up_threads(&instance->threads, &openmp);

  size_t length = 0;
  const char *missing = dlc_support_missing_feature(program->cpu_features, &length);
  if (missing)
    return instance->broken = dlc_support_fail(instance, DLC_ERROR_CPU,
                                               "the library was compiled for %s; this CPU lacks %.*s",
                                               program->cpu, (int)length, missing);
  return DLC_OK;
}

void dlc_support_destroy(dlc_instance *instance) {
  if (!instance)
    return;
  for (int32_t i = 0; instance->owned && instance->variables && i < instance->face->program->variable_count;
       ++i)
    if (instance->owned[i] == DLC_OWNED)
      free(instance->variables[i]);
  free(instance->variables);
  free(instance->owned);
  free(instance->table);
  free(instance->fixed_arena);
  free(instance->batch_arena);
  free(instance);
}

const char *dlc_support_message(const dlc_instance *instance) {
  return instance ? instance->message : "the model is NULL, or memory was short when it was made";
}

/* Makes a variable one that may be written; its value stays. */
static int32_t own(dlc_instance *instance, int32_t index) {
  if (instance->owned[index] == DLC_OWNED)
    return DLC_OK;
  const dlc_variable_info *variable = &instance->face->program->variables[index];
  uint64_t bytes = dlc_support_variable_bytes(variable);
  void *copy = dlc_support_allocate(bytes);
  if (!copy)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "no memory for variable '%s' (%llu bytes)",
                            variable->tensor.name, (unsigned long long)bytes);
  if (instance->variables[index])
    memcpy(copy, instance->variables[index], bytes);
  instance->variables[index] = copy;
  instance->owned[index] = DLC_OWNED;
  return DLC_OK;
}

/* Entry points that give their variables a first value, whatever they were. */
static int initialises(const dlc_entry_info *entry) {
  return strcmp(entry->name, "init") == 0 || strcmp(entry->name, "reset_optimizer") == 0;
}

static int32_t grow(dlc_instance *instance, void **arena, uint64_t *have, uint64_t need) {
  if (*arena && *have >= need)
    return DLC_OK;
  free(*arena); /* keeps nothing between calls */
  *have = 0;
  *arena = dlc_support_allocate(need);
  if (!*arena)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY,
                            "no memory for the working space of this batch (%llu bytes)",
                            (unsigned long long)need);
  *have = need;
  return DLC_OK;
}

static int32_t reserve(dlc_instance *instance, const dlc_entry_info *entry, int64_t batch) {
  int64_t bytes;
  if (__builtin_mul_overflow(entry->batch_arena_bytes, batch, &bytes))
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "%s: a batch of %lld is too large", entry->name,
                            (long long)batch);
  int32_t status = grow(instance, &instance->fixed_arena, &instance->fixed_arena_bytes,
                        (uint64_t)entry->fixed_arena_bytes);
  return status ? status
                : grow(instance, &instance->batch_arena, &instance->batch_arena_bytes, (uint64_t)bytes);
}

static void run(dlc_instance *instance, const dlc_entry_info *entry, int64_t batch, void *const *arguments) {
  int32_t count = entry->input_count + entry->output_count;
  if (count)
    memcpy(instance->table, arguments, (size_t)count * sizeof(void *));
  void **next = instance->table + count;
  for (int32_t i = 0; i < entry->variable_count; ++i)
    *next++ = instance->variables[entry->variables[i]];
  *next++ = instance->fixed_arena;
  *next++ = instance->batch_arena;
  dlc_support_run(&instance->threads, entry, batch, instance->table);
}

/* Makes the variables of an entry point ready for it. */
static int32_t prepare(dlc_instance *instance, const dlc_entry_info *entry) {
  int first = initialises(entry);
  for (int32_t i = 0; !first && i < entry->variable_count; ++i)
    if (!instance->variables[entry->variables[i]]) {
      int32_t status = dlc_support_complete(instance);
      if (status)
        return status;
    }
  for (int32_t i = 0; i < entry->variable_count; ++i) {
    int32_t index = entry->variables[i];
    if (!first && !instance->variables[index])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "%s: variable '%s' has no value yet: init or load first", entry->name,
                              instance->face->program->variables[index].tensor.name);
    if (entry->writes || first) {
      int32_t status = own(instance, index);
      if (status)
        return status;
    }
  }
  return DLC_OK;
}

int32_t dlc_support_complete(dlc_instance *instance) {
  const dlc_program *program = instance->face->program;
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *entry = &program->entries[i];
    if (strcmp(entry->name, "reset_optimizer") != 0 || entry->input_count + entry->output_count)
      continue;
    /* Only if all of them lack a value, which is how a file without them leaves the instance. */
    for (int32_t j = 0; j < entry->variable_count; ++j)
      if (instance->variables[entry->variables[j]])
        return DLC_OK;
    int32_t status = prepare(instance, entry);
    if (!status)
      status = reserve(instance, entry, 1);
    if (!status)
      run(instance, entry, 1, NULL);
    return status;
  }
  return DLC_OK;
}

int32_t dlc_support_call(dlc_instance *instance, int32_t index, int64_t batch, void *const *arguments) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  const dlc_entry_info *entry = &instance->face->program->entries[index];
  if (batch < 1)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "%s: the batch is %lld, must be at least 1",
                            entry->name, (long long)batch);
  for (int32_t i = 0; i < entry->input_count + entry->output_count; ++i)
    if (!arguments[i])
      return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "%s: %s is NULL", entry->name,
                              i < entry->input_count ? entry->inputs[i].name
                                                     : entry->outputs[i - entry->input_count].name);
  status = reserve(instance, entry, batch);
  if (!status)
    status = prepare(instance, entry);
  if (!status)
    run(instance, entry, batch, arguments);
  return status;
}

int32_t dlc_support_set_threads(dlc_instance *instance, int32_t count) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (count < 0)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "set_threads: %d is no number of threads",
                            (int)count);
  instance->threads.count = count;
  return DLC_OK;
}

/* The index of a variable whose size is as given, or a status. */
static int32_t find(dlc_instance *instance, const char *name, const void *data, uint64_t bytes) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!name || !data)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "the %s is NULL",
                            name ? "data" : "name of the variable");
  const dlc_program *program = instance->face->program;
  for (int32_t i = 0; i < program->variable_count; ++i)
    if (strcmp(program->variables[i].tensor.name, name) == 0) {
      uint64_t expected = dlc_support_variable_bytes(&program->variables[i]);
      if (bytes != expected)
        return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "variable '%s' has %llu bytes, not %llu", name,
                                (unsigned long long)expected, (unsigned long long)bytes);
      return i;
    }
  return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "there is no variable '%s'", name);
}

int32_t dlc_support_get_variable(dlc_instance *instance, const char *name, void *data, uint64_t bytes) {
  int32_t index = find(instance, name, data, bytes);
  if (index < 0)
    return index;
  if (!instance->variables[index])
    return dlc_support_fail(instance, DLC_ERROR_STATE, "variable '%s' has no value yet: init or load first",
                            name);
  memcpy(data, instance->variables[index], bytes);
  return DLC_OK;
}

int32_t dlc_support_set_variable(dlc_instance *instance, const char *name, const void *data, uint64_t bytes) {
  int32_t index = find(instance, name, data, bytes);
  if (index < 0)
    return index;
  int32_t status = own(instance, index);
  if (!status)
    memcpy(instance->variables[index], data, bytes);
  return status;
}

const char *dlc_support_class_name(const dlc_face *face, int64_t label) {
  return label >= 0 && label < face->program->class_count ? face->program->class_names[label] : NULL;
}
