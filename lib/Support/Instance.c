/* Instances and their variables, which start as the Program's own initial values, shared and read-only; an
 * instance copies a variable before anything may write it. */
#include "Support.h"

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
  uint64_t least = bytes ? bytes : 1; /* and not more, so that an address sanitizer sees what lies behind */
  if (posix_memalign(&memory, DLC_ARENA_ALIGNMENT, least) != 0)
    return NULL;
  return memset(memory, 0, least);
}

uint64_t dlc_support_tensor_bytes(const dlc_tensor_info *tensor, const int64_t *sizes) {
  static const unsigned char bits[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...) [DLC_##ID] = bits,
#include "dlc/element_types.def"
  };
  uint64_t bytes = bits[tensor->dtype] / 8;
  int is_empty = 0, is_too_large = 0;
  for (int32_t i = 0; i < tensor->rank; ++i) {
    int64_t entry = tensor->shape[i];
    uint64_t size = (uint64_t)(entry < 0 ? sizes[DLC_SIZE(entry)] : entry);
    is_empty |= size == 0;
    is_too_large |= __builtin_mul_overflow(bytes, size ? size : 1, &bytes);
  }
  return is_empty ? 0 : is_too_large ? UINT64_MAX : bytes;
}

/* Whether an entry point takes one i64 and returns nothing: a seed. */
static int takes_seed(const dlc_entry_info *entry) {
  return entry->input_count == 1 && entry->output_count == 0 && entry->inputs[0].dtype == DLC_I64 &&
         entry->inputs[0].rank == 0;
}

int32_t dlc_support_open(const dlc_program *program, const dlc_openmp *openmp, dlc_instance **result) {
  *result = NULL;
  dlc_instance *instance = calloc(1, sizeof(*instance));
  if (!instance)
    return DLC_ERROR_MEMORY;
  size_t longest = 0, sizes = 0, count = (size_t)program->variable_count;
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *entry = &program->entries[i];
    size_t length =
        (size_t)entry->input_count + (size_t)entry->output_count + (size_t)entry->variable_count + 2;
    longest = length > longest ? length : longest;
    length = (size_t)entry->size_count + (size_t)entry->derived_count;
    sizes = length > sizes ? length : sizes;
  }
  instance->program = program;
  instance->variables = calloc(count + 1, sizeof(void *));
  instance->bytes = calloc(count + 1, sizeof(uint64_t));
  instance->owned = calloc(count + 1, 1);
  instance->table = calloc(longest + 1, sizeof(void *));
  instance->sizes = calloc(sizes + 1, sizeof(int64_t));
  instance->measured = calloc(sizes + 1, sizeof(int64_t));
  int is_short = !instance->variables || !instance->bytes || !instance->owned || !instance->table ||
                 !instance->sizes || !instance->measured;
  for (size_t i = 0; !is_short && i < count; ++i) {
    instance->bytes[i] = dlc_support_tensor_bytes(&program->variables[i].tensor, NULL);
    instance->variables[i] = (void *)program->variables[i].initial; /* DLC_SHARED: never written */
    /* What has no elements has all of its values. */
    if (instance->bytes[i] == 0)
      is_short = dlc_support_own(instance, (int32_t)i) != DLC_OK;
  }
  if (is_short) {
    dlc_support_destroy(instance);
    return DLC_ERROR_MEMORY;
  }
  dlc_support_set_up_threads(&instance->threads, openmp);
  *result = instance;
  return DLC_OK;
}

void dlc_support_destroy(dlc_instance *instance) {
  if (!instance)
    return;
  for (int32_t i = 0; instance->owned && instance->variables && i < instance->program->variable_count; ++i)
    if (instance->owned[i] == DLC_OWNED)
      free(instance->variables[i]);
  free(instance->variables);
  free(instance->bytes);
  free(instance->owned);
  free(instance->table);
  free(instance->sizes);
  free(instance->measured);
  free(instance->fixed_arena);
  free(instance->dynamic_arena);
  free(instance);
}

const char *dlc_support_message(const dlc_instance *instance) {
  return instance ? instance->message : "the model is NULL, or memory was short when it was made";
}

int32_t dlc_support_own(dlc_instance *instance, int32_t index) {
  if (instance->owned[index] == DLC_OWNED)
    return DLC_OK;
  void *copy = dlc_support_allocate(instance->bytes[index]);
  if (!copy)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "no memory for variable '%s' (%llu bytes)",
                            instance->program->variables[index].tensor.name,
                            (unsigned long long)instance->bytes[index]);
  if (instance->variables[index])
    memcpy(copy, instance->variables[index], instance->bytes[index]);
  instance->variables[index] = copy;
  instance->owned[index] = DLC_OWNED;
  return DLC_OK;
}

int32_t dlc_support_assign(dlc_instance *instance, int32_t index, const void *data) {
  int32_t status = dlc_support_own(instance, index);
  if (!status && instance->bytes[index])
    memcpy(instance->variables[index], data, instance->bytes[index]);
  return status;
}

static int lacks_optimizer_state(const dlc_instance *instance, int32_t index) {
  return !instance->variables[index] && instance->program->variables[index].role == DLC_OPTIMIZER;
}

/* Calls the entry point that gives an optimizer its first state in an instance of its own, since here it
 * would give other variables their initial values, too; then takes over what is missing. */
static int32_t begin_optimizer(dlc_instance *instance, int32_t entry) {
  dlc_instance *fresh;
  if (dlc_support_open(instance->program, &instance->threads.openmp, &fresh) != DLC_OK)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "no memory for the optimizer's variables");
  int64_t seed = 0; /* no optimizer draws its first state at random */
  void *arguments[] = {&seed};
  const int64_t sizes[] = {1};
  int32_t status = dlc_support_call(fresh, entry, sizes, arguments);
  if (status)
    dlc_support_fail(instance, status, "%s", fresh->message);
  for (int32_t i = 0; !status && i < instance->program->variable_count; ++i)
    if (lacks_optimizer_state(instance, i) && fresh->owned[i] == DLC_OWNED) {
      instance->variables[i] = fresh->variables[i];
      instance->owned[i] = DLC_OWNED;
      fresh->variables[i] = NULL;
      fresh->owned[i] = DLC_SHARED;
    }
  dlc_support_destroy(fresh);
  return status;
}

int32_t dlc_support_complete(dlc_instance *instance) {
  const dlc_program *program = instance->program;
  int32_t missing = 0, entry = -1;
  for (int32_t i = 0; i < program->variable_count; ++i)
    missing += lacks_optimizer_state(instance, i);
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *candidate = &program->entries[i];
    if (candidate->role == DLC_ENTRY_RESET_OPTIMIZER && candidate->input_count + candidate->output_count == 0)
      entry = i;
    else if (entry < 0 && candidate->role == DLC_ENTRY_INIT && takes_seed(candidate))
      entry = i;
  }
  return missing && entry >= 0 ? begin_optimizer(instance, entry) : DLC_OK;
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
  const dlc_program *program = instance->program;
  for (int32_t i = 0; i < program->variable_count; ++i)
    if (strcmp(program->variables[i].tensor.name, name) == 0) {
      if (bytes != instance->bytes[i])
        return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "variable '%s' has %llu bytes, not %llu", name,
                                (unsigned long long)instance->bytes[i], (unsigned long long)bytes);
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
  return index < 0 ? index : dlc_support_assign(instance, index, data);
}
