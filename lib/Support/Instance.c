/* Instances and their variables, which start as the Program's own initial values, shared and read-only; an
 * instance copies a variable before anything may write it. */
#include "Support.h"

#include "Text.h"

int32_t dlc_support_fail(dlc_instance *instance, int32_t status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  dlc_text_format_list(instance->message, sizeof(instance->message), format, arguments);
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

void dlc_support_lengths(const dlc_program *program, size_t *table, size_t *sizes) {
  *table = *sizes = 0;
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *entry = &program->entries[i];
    size_t length =
        (size_t)entry->input_count + (size_t)entry->output_count + (size_t)entry->variable_count + 3;
    *table = length > *table ? length : *table;
    length = (size_t)entry->size_count + (size_t)entry->derived_count;
    *sizes = length > *sizes ? length : *sizes;
  }
}

int dlc_support_set_up(dlc_instance *instance, const dlc_program *program) {
  size_t table, sizes, count = (size_t)program->variable_count;
  dlc_support_lengths(program, &table, &sizes);
  instance->program = program;
  if (!(instance->variables = dlc_support_allocate(instance, count * sizeof(void *))) ||
      !(instance->memory = dlc_support_allocate(instance, count * sizeof(void *))) ||
      !(instance->bytes = dlc_support_allocate(instance, count * sizeof(uint64_t))) ||
      !(instance->table = dlc_support_allocate(instance, table * sizeof(void *))) ||
      !(instance->sizes = dlc_support_allocate(instance, sizes * sizeof(int64_t))) ||
      !(instance->measured = dlc_support_allocate(instance, (sizes + 1) * sizeof(int64_t))))
    return 0;
  for (size_t i = 0; i < count; ++i) {
    instance->bytes[i] = dlc_support_tensor_bytes(&program->variables[i].tensor, NULL);
    instance->variables[i] = (void *)program->variables[i].initial; /* never written */
    /* What has no elements has all of its values. */
    if (instance->bytes[i] == 0 && dlc_support_own(instance, (int32_t)i) != DLC_OK)
      return 0;
  }
  return 1;
}

const char *dlc_support_message(const dlc_instance *instance) {
  return instance ? instance->message : "the model is NULL, or memory was short when it was made";
}

void dlc_support_changed(dlc_instance *instance) {
  if (instance->prepared)
    memset(instance->prepared, 0, (size_t)instance->program->prepared_count);
}

int32_t dlc_support_own(dlc_instance *instance, int32_t index) {
  void **memory = &instance->memory[index];
  if (*memory && instance->variables[index] == *memory)
    return DLC_OK;
  if (*memory)
    memset(*memory, 0, instance->bytes[index]); /* it had a value, and lost it */
  else
    *memory = dlc_support_allocate(instance, instance->bytes[index]);
  if (!*memory)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "no memory for variable '%s' (%llu bytes)",
                            instance->program->variables[index].tensor.name,
                            (unsigned long long)instance->bytes[index]);
  if (instance->variables[index] && instance->bytes[index])
    memcpy(*memory, instance->variables[index], instance->bytes[index]);
  instance->variables[index] = *memory;
  return DLC_OK;
}

int32_t dlc_support_assign(dlc_instance *instance, int32_t index, const void *data) {
  int32_t status = dlc_support_own(instance, index);
  dlc_support_changed(instance);
  if (!status && instance->bytes[index])
    memcpy(instance->variables[index], data, instance->bytes[index]);
  return status;
}

static int lacks_optimizer_state(const dlc_instance *instance, int32_t index) {
  return !instance->variables[index] && instance->program->variables[index].role == DLC_OPTIMIZER;
}

/* Calls the entry point that gives an optimizer its first state: here, if it writes nothing that has a value;
 * else in an instance of its own, whose values take the place of what is missing. */
static int32_t begin_optimizer(dlc_instance *instance, int32_t index) {
  const dlc_entry_info *entry = &instance->program->entries[index];
  int is_lost = 0;
  for (int32_t i = 0; i < entry->variable_count; ++i)
    is_lost |= !lacks_optimizer_state(instance, entry->variables[i]);
  dlc_instance *other = is_lost ? dlc_support_open_beside(instance) : instance;
  if (!other)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "no memory for the optimizer's variables");
  int64_t seed = 0; /* no optimizer draws its first state at random */
  void *arguments[] = {&seed};
  const int64_t sizes[] = {1};
  int32_t status = dlc_support_call(other, index, sizes, arguments);
  if (other == instance)
    return status;
  if (status)
    dlc_support_fail(instance, status, "%s", other->message);
  for (int32_t i = 0; !status && i < instance->program->variable_count; ++i)
    if (lacks_optimizer_state(instance, i) && other->memory[i])
      status = dlc_support_assign(instance, i, other->variables[i]);
  dlc_support_close_beside(other);
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
    if (dlc_text_equal(program->variables[i].tensor.name, name)) {
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
