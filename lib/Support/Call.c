/* Calling an entry point: everything that compiled code takes for granted is checked, then the table of
 * pointers is filled in the order that dlc/program.h lays down. */
#include "Support.h"

#include <stdlib.h>
#include <string.h>

/* Entry points that give their variables a first value, whatever they were. */
static int initialises(const dlc_entry_info *entry) {
  return entry->role == DLC_ENTRY_INIT || entry->role == DLC_ENTRY_RESET_OPTIMIZER;
}

static int32_t grow(dlc_instance *instance, const dlc_entry_info *entry, void **arena, uint64_t *have,
                    uint64_t need) {
  if (*arena && *have >= need)
    return DLC_OK;
  free(*arena); /* keeps nothing between calls: given back first, so that both never exist at once */
  *have = 0;
  *arena = dlc_support_allocate(need);
  if (!*arena)
    return dlc_support_fail(
        instance, DLC_ERROR_MEMORY,
        "entry '%s': no memory for the %llu bytes that the call works in; a smaller batch "
        "needs less",
        entry->name, (unsigned long long)need);
  *have = need;
  return DLC_OK;
}

static int32_t reserve(dlc_instance *instance, const dlc_entry_info *entry, int64_t batch) {
  int64_t bytes;
  if (__builtin_mul_overflow(entry->batch_arena_bytes, batch, &bytes))
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "entry '%s': a batch of %lld is too large",
                            entry->name, (long long)batch);
  int32_t status = grow(instance, entry, &instance->fixed_arena, &instance->fixed_arena_bytes,
                        (uint64_t)entry->fixed_arena_bytes);
  return status
             ? status
             : grow(instance, entry, &instance->batch_arena, &instance->batch_arena_bytes, (uint64_t)bytes);
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
static int32_t check_overlaps(dlc_instance *instance, const dlc_entry_info *entry, int64_t batch,
                              void *const *arguments) {
  int32_t inputs = entry->input_count, count = inputs + entry->output_count;
  for (int32_t i = 0; i < count; ++i) {
    const dlc_tensor_info *info = i < inputs ? &entry->inputs[i] : &entry->outputs[i - inputs];
    uint64_t bytes = dlc_support_tensor_bytes(info, batch);
    const char *kind = i < inputs ? "input" : "output", *other = NULL, *other_name = NULL;
    for (int32_t j = i < inputs ? inputs : i + 1; !other && j < count; ++j) {
      const dlc_tensor_info *output = &entry->outputs[j - inputs];
      if (overlap(arguments[i], bytes, arguments[j], dlc_support_tensor_bytes(output, batch)))
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

int32_t dlc_support_call(dlc_instance *instance, int32_t index, int64_t batch, void *const *arguments) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  const dlc_entry_info *entry = &instance->program->entries[index];
  if (batch < 1)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "entry '%s': the batch is %lld, must be at least 1",
                            entry->name, (long long)batch);
  int32_t count = entry->input_count + entry->output_count;
  for (int32_t i = 0; i < count; ++i)
    if (!arguments[i])
      return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "entry '%s': %s is NULL", entry->name,
                              i < entry->input_count ? entry->inputs[i].name
                                                     : entry->outputs[i - entry->input_count].name);
  status = dlc_support_prepare(instance, entry);
  if (!status)
    status = reserve(instance, entry, batch); /* first, since it refuses a batch for which sizes overflow */
  if (!status)
    status = check_overlaps(instance, entry, batch, arguments);
  if (status)
    return status;
  if (count)
    memcpy(instance->table, arguments, (size_t)count * sizeof(void *));
  void **next = instance->table + count;
  for (int32_t i = 0; i < entry->variable_count; ++i)
    *next++ = instance->variables[entry->variables[i]];
  *next++ = instance->fixed_arena;
  *next++ = instance->batch_arena;
  dlc_support_run(&instance->threads, entry, batch, instance->table);
  return DLC_OK;
}
