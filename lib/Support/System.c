/* Instances where there is a system: memory of malloc, and threads. */
#include "Support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Of no instance in particular. */
static void *allocate_unset(uint64_t bytes) {
  void *memory = NULL;
  if (bytes > (uint64_t)INT64_MAX - DLC_ARENA_ALIGNMENT)
    return NULL;
  uint64_t least = bytes ? bytes : 1; /* and not more, so that an address sanitizer sees what lies behind */
  return posix_memalign(&memory, DLC_ARENA_ALIGNMENT, least) == 0 ? memory : NULL;
}

static void *allocate(uint64_t bytes) {
  void *memory = allocate_unset(bytes);
  if (memory)
    memset(memory, 0, bytes);
  return memory;
}

void *dlc_support_allocate(dlc_instance *instance, uint64_t bytes) {
  (void)instance;
  return allocate(bytes);
}

void *dlc_support_allocate_unset(dlc_instance *instance, uint64_t bytes) {
  (void)instance;
  return allocate_unset(bytes);
}

void dlc_support_release(dlc_instance *instance, void *memory) {
  (void)instance;
  free(memory);
}

void *dlc_support_borrow(dlc_instance *instance, uint64_t bytes) {
  return dlc_support_allocate(instance, bytes);
}

void dlc_support_return(dlc_instance *instance, void *memory, uint64_t bytes) {
  (void)bytes;
  dlc_support_release(instance, memory);
}

static int grow(void **arena, uint64_t *have, uint64_t need) {
  if (*arena && *have >= need)
    return 1;
  free(*arena); /* keeps nothing between calls: given back first, so that both never exist at once */
  *have = 0;
  *arena = allocate(need);
  *have = *arena ? need : 0;
  return *arena != NULL;
}

int dlc_support_reserve(dlc_instance *instance, uint64_t fixed, uint64_t dynamic) {
  return grow(&instance->fixed_arena, &instance->fixed_arena_bytes, fixed) &&
         grow(&instance->dynamic_arena, &instance->dynamic_arena_bytes, dynamic);
}

int32_t dlc_support_open(const dlc_program *program, const dlc_openmp *openmp, dlc_instance **result) {
  dlc_instance *instance = *result = allocate(sizeof(*instance));
  if (!instance)
    return DLC_ERROR_MEMORY;
  if (!dlc_support_set_up(instance, program)) {
    dlc_support_destroy(instance);
    *result = NULL;
    return DLC_ERROR_MEMORY;
  }
  dlc_support_set_up_threads(&instance->threads, openmp);
  return DLC_OK;
}

void dlc_support_destroy(dlc_instance *instance) {
  if (!instance)
    return;
  for (int32_t i = 0; instance->memory && i < instance->program->variable_count; ++i)
    free(instance->memory[i]);
  free(instance->prepared);
  free(instance->variables);
  free(instance->memory);
  free(instance->bytes);
  free(instance->table);
  free(instance->sizes);
  free(instance->measured);
  free(instance->fixed_arena);
  free(instance->dynamic_arena);
  if (instance->mapping)
    munmap(instance->mapping, (size_t)instance->mapping_bytes);
  free(instance);
}

dlc_instance *dlc_support_open_beside(dlc_instance *instance) {
  dlc_instance *other;
  (void)dlc_support_open(instance->program, &instance->threads.openmp, &other);
  return other;
}

void dlc_support_close_beside(dlc_instance *other) { dlc_support_destroy(other); }
