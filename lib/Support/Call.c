/* Calling an entry point: everything that compiled code takes for granted is checked, then the table of
 * pointers is filled in the order that dlc/program.h lays down. */
#include "Support.h"

#include "Text.h"

/* Entry points that give their variables an initial value, whatever they were. */
static int initialises(const dlc_entry_info *entry) {
  return entry->role == DLC_ENTRY_INIT || entry->role == DLC_ENTRY_RESET_OPTIMIZER;
}

/* Memory in which nothing is prepared yet, where the entry point prepares anything. 0 if memory is short. */
static int allocate_prepared(dlc_instance *instance, const dlc_entry_info *entry) {
  if (!entry->prepares || instance->prepared)
    return 1;
  instance->prepared = dlc_support_allocate_unset(instance, (uint64_t)instance->program->prepared_bytes);
  dlc_support_changed(instance);
  return instance->prepared != NULL;
}

/* The entry point has written variables. */
static void outdate(dlc_instance *instance, const dlc_entry_info *entry) {
  const int32_t *next = instance->prepared ? entry->outdated : NULL;
  for (; next && *next >= 0; ++next)
    ((unsigned char *)instance->prepared)[*next] = 0;
}

/* "batch = 2, sequence = 5", as much of it as there is space for. */
static const char *list_sizes(const dlc_entry_info *entry, const int64_t *sizes, char *text, size_t space) {
  size_t used = 0;
  text[0] = '\0';
  for (int32_t i = 0; i < entry->size_count; ++i)
    used += dlc_text_format(text + used, space - used, "%s%s = %lld", i ? ", " : "", entry->size_texts[i],
                            (long long)sizes[i]);
  return text;
}

int32_t dlc_support_measure(dlc_instance *instance, int32_t index, const int64_t *sizes, int64_t *bytes) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  const dlc_entry_info *entry = &instance->program->entries[index];
  char text[256];
  for (int32_t i = 0; i < entry->size_count; ++i) {
    if (sizes[i] < 1)
      return dlc_support_fail(instance, DLC_ERROR_ARGUMENT,
                              i ? "entry '%s': the size '%s' is %lld, must be at least 1"
                                : "entry '%s': the %s is %lld, must be at least 1",
                              entry->name, entry->size_texts[i], (long long)sizes[i]);
    instance->sizes[i] = sizes[i];
  }
  int is_too_large;
  int64_t arena;
  if (entry->measure) {
    entry->measure(sizes, instance->measured);
    arena = instance->measured[0];
    is_too_large = arena < 0;
  } else {
    is_too_large = __builtin_mul_overflow(entry->batch_arena_bytes, sizes[0], &arena);
  }
  for (int32_t i = 0; i < entry->derived_count; ++i) {
    int64_t size = instance->sizes[entry->size_count + i] = instance->measured[1 + i];
    if (size < 0)
      return dlc_support_fail(instance, DLC_ERROR_ARGUMENT,
                              "entry '%s': the size '%s' would be %lld, must be at least 0, where %s",
                              entry->name, entry->size_texts[entry->size_count + i], (long long)size,
                              list_sizes(entry, sizes, text, sizeof(text)));
  }
  const char *large = NULL;
  for (int32_t i = 0; !large && i < entry->input_count + entry->output_count; ++i) {
    const dlc_tensor_info *tensor =
        i < entry->input_count ? &entry->inputs[i] : &entry->outputs[i - entry->input_count];
    if (dlc_support_tensor_bytes(tensor, instance->sizes) > (uint64_t)INT64_MAX)
      large = tensor->name;
  }
  if (large || is_too_large) {
    list_sizes(entry, sizes, text, sizeof(text));
    return dlc_support_fail(
        instance, DLC_ERROR_ARGUMENT, "entry '%s': %s %s %s too large: no memory holds %s%s%s", entry->name,
        entry->size_count > 1 ? "the sizes" : "the size", text, entry->size_count > 1 ? "are" : "is",
        large ? "'" : "what the call works in", large ? large : "", large ? "'" : "");
  }
  if (bytes)
    *bytes = arena;
  return DLC_OK;
}

int32_t dlc_support_prepare(dlc_instance *instance, const dlc_entry_info *entry) {
  int first = initialises(entry);
  for (int32_t i = 0; !first && i < entry->variable_count; ++i)
    if (!instance->variables[entry->variables[i]]) {
      int32_t status = dlc_support_complete(instance);
      if (status)
        return status;
      break;
    }
  for (int32_t i = 0; i < entry->variable_count; ++i) {
    int32_t index = entry->variables[i];
    if (!first && !instance->variables[index])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "entry '%s': variable '%s' has no value yet: init or load first", entry->name,
                              instance->program->variables[index].tensor.name);
    if (entry->writes || first) {
      int32_t status = dlc_support_own(instance, index);
      if (status)
        return status;
    }
  }
  return DLC_OK;
}

static int overlap(const void *a, uint64_t a_bytes, const void *b, uint64_t b_bytes) {
  uintptr_t first = (uintptr_t)a, second = (uintptr_t)b;
  return a_bytes && b_bytes && (first < second ? second - first < a_bytes : first - second < b_bytes);
}

/* The code writes its outputs and variables while it still reads its inputs. */
static int32_t check_overlaps(dlc_instance *instance, const dlc_entry_info *entry, void *const *arguments) {
  int32_t inputs = entry->input_count, count = inputs + entry->output_count;
  for (int32_t i = 0; i < count; ++i) {
    const dlc_tensor_info *info = i < inputs ? &entry->inputs[i] : &entry->outputs[i - inputs];
    uint64_t bytes = dlc_support_tensor_bytes(info, instance->sizes);
    const char *kind = i < inputs ? "input" : "output", *other = NULL, *other_name = NULL;
    for (int32_t j = i < inputs ? inputs : i + 1; !other && j < count; ++j) {
      const dlc_tensor_info *output = &entry->outputs[j - inputs];
      if (overlap(arguments[i], bytes, arguments[j], dlc_support_tensor_bytes(output, instance->sizes)))
        other = "output", other_name = output->name;
    }
    for (int32_t j = 0; !other && (i >= inputs || entry->writes) && j < entry->variable_count; ++j) {
      int32_t index = entry->variables[j];
      if (overlap(arguments[i], bytes, instance->variables[index], instance->bytes[index]))
        other = "variable", other_name = instance->program->variables[index].tensor.name;
    }
    if (other)
      return dlc_support_fail(
          instance, DLC_ERROR_ARGUMENT,
          "entry '%s': the memory of %s '%s' overlaps that of %s '%s'; what is written needs "
          "memory of its own",
          entry->name, kind, info->name, other, other_name);
  }
  return DLC_OK;
}

int32_t dlc_support_call(dlc_instance *instance, int32_t index, const int64_t *sizes,
                         void *const *arguments) {
  int64_t arena = 0;
  int32_t status = dlc_support_measure(instance, index, sizes, &arena);
  if (status)
    return status;
  const dlc_entry_info *entry = &instance->program->entries[index];
  int32_t count = entry->input_count + entry->output_count;
  for (int32_t i = 0; i < count; ++i)
    if (!arguments[i])
      return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "entry '%s': %s is NULL", entry->name,
                              i < entry->input_count ? entry->inputs[i].name
                                                     : entry->outputs[i - entry->input_count].name);
  status = dlc_support_prepare(instance, entry);
  if (!status && !(allocate_prepared(instance, entry) &&
                   dlc_support_reserve(instance, (uint64_t)entry->fixed_arena_bytes, (uint64_t)arena)))
    status = dlc_support_fail(instance, DLC_ERROR_MEMORY,
                              "entry '%s': no memory for the %llu bytes that the call works in; a smaller %s "
                              "needs less",
                              entry->name,
                              (unsigned long long)(entry->prepares ? instance->program->prepared_bytes : 0) +
                                  (uint64_t)entry->fixed_arena_bytes + (uint64_t)arena,
                              entry->size_count > 1 ? "size" : "batch");
  if (!status)
    status = check_overlaps(instance, entry, arguments);
  if (status)
    return status;
  if (count)
    memcpy(instance->table, arguments, (size_t)count * sizeof(void *));
  void **next = instance->table + count;
  for (int32_t i = 0; i < entry->variable_count; ++i)
    *next++ = instance->variables[entry->variables[i]];
  if (entry->prepares)
    *next++ = instance->prepared;
  *next++ = instance->fixed_arena;
  *next++ = instance->dynamic_arena;
  dlc_support_run(&instance->threads, entry, instance->sizes, instance->table);
  outdate(instance, entry);
  return DLC_OK;
}
