/* Instances where there is no system: all that they need lies in memory of the caller. In front are, for
 * good, the instance, its tables and the variables that are written; at the end, for the time of a call, what
 * that works in. */
#include "Load.h"
#include "Text.h"

static uint64_t aligned(uint64_t bytes) {
  return (bytes + DLC_ARENA_ALIGNMENT - 1) / DLC_ARENA_ALIGNMENT * DLC_ARENA_ALIGNMENT;
}

static uint64_t available(const dlc_instance *instance) {
  return (uint64_t)(instance->end_of_memory - instance->free_memory);
}

void *dlc_support_allocate_unset(dlc_instance *instance, uint64_t bytes) {
  if (bytes > available(instance) || aligned(bytes) > available(instance))
    return NULL;
  void *memory = instance->free_memory;
  instance->free_memory += aligned(bytes);
  return memory;
}

void *dlc_support_allocate(dlc_instance *instance, uint64_t bytes) {
  void *memory = dlc_support_allocate_unset(instance, bytes);
  return memory ? memset(memory, 0, (size_t)bytes) : NULL;
}

void dlc_support_release(dlc_instance *instance, void *memory) {
  if (memory)
    instance->free_memory = memory;
}

void *dlc_support_borrow(dlc_instance *instance, uint64_t bytes) {
  if (bytes > available(instance) || aligned(bytes) > available(instance))
    return NULL;
  instance->end_of_memory -= aligned(bytes);
  return memset(instance->end_of_memory, 0, (size_t)bytes);
}

void dlc_support_return(dlc_instance *instance, void *memory, uint64_t bytes) {
  if (memory)
    instance->end_of_memory = (unsigned char *)memory + aligned(bytes);
}

int dlc_support_reserve(dlc_instance *instance, uint64_t fixed, uint64_t dynamic) {
  const uint64_t most = available(instance);
  if (fixed > most || dynamic > most || aligned(fixed) + aligned(dynamic) > most)
    return 0;
  instance->fixed_arena = instance->end_of_memory - aligned(fixed);
  instance->dynamic_arena = (unsigned char *)instance->fixed_arena - aligned(dynamic);
  return 1;
}

/* There is room for one alone. */
dlc_instance *dlc_support_open_beside(dlc_instance *instance) {
  (void)instance;
  return NULL;
}

void dlc_support_close_beside(dlc_instance *other) { (void)other; }

void dlc_support_run(dlc_threads *threads, const dlc_entry_info *entry, const int64_t *sizes,
                     void *const *table) {
  (void)threads;
  entry->run(sizes, table);
}

int32_t dlc_support_create_at(const dlc_face *face, void *memory, uint64_t bytes, dlc_instance **result) {
  if (!result)
    return DLC_ERROR_ARGUMENT;
  *result = NULL;
  if (!memory)
    return DLC_ERROR_ARGUMENT;
  const uint64_t lost = aligned((uintptr_t)memory) - (uintptr_t)memory;
  if (bytes < lost || bytes - lost < aligned(sizeof(dlc_instance)))
    return DLC_ERROR_MEMORY;
  const uint64_t whole = (bytes - lost) / DLC_ARENA_ALIGNMENT * DLC_ARENA_ALIGNMENT;
  dlc_instance *instance = (void *)((unsigned char *)memory + lost);
  memset(instance, 0, sizeof(*instance));
  instance->free_memory = (unsigned char *)instance + aligned(sizeof(*instance));
  instance->end_of_memory = (unsigned char *)instance + whole;
  instance->face = face;
  if (!dlc_support_set_up(instance, face->program))
    return DLC_ERROR_MEMORY;
  *result = instance;
  return DLC_OK;
}

/* A sum of sizes, each to the next place where another may begin. */
static void add(uint64_t *sum, uint64_t bytes) {
  if (*sum > (uint64_t)INT64_MAX || bytes > (uint64_t)INT64_MAX)
    *sum = UINT64_MAX;
  else
    *sum += aligned(bytes);
}

static uint64_t arena_bytes(const dlc_entry_info *entry, int64_t batch, int64_t *measured) {
  int64_t dynamic;
  if (entry->measure) {
    entry->measure(&batch, measured);
    dynamic = measured[0];
  } else if (__builtin_mul_overflow(entry->batch_arena_bytes, batch, &dynamic)) {
    return UINT64_MAX;
  }
  uint64_t sum = 0;
  add(&sum, (uint64_t)entry->fixed_arena_bytes);
  add(&sum, dynamic < 0 ? UINT64_MAX : (uint64_t)dynamic);
  return sum;
}

static int is_written(const dlc_program *program, int32_t variable) {
  for (int32_t i = 0; i < program->entry_count; ++i) {
    const dlc_entry_info *entry = &program->entries[i];
    for (int32_t j = 0; entry->writes && entry->role != DLC_ENTRY_INIT && j < entry->variable_count; ++j)
      if (entry->variables[j] == variable)
        return 1;
  }
  return 0;
}

/* What loading and saving need beside the variables. */
static uint64_t temporary_bytes(const dlc_face *face) {
  const uint64_t count = (uint64_t)face->program->variable_count;
  uint64_t loading = 0, saving = 0;
  add(&loading, count * dlc_support_loading_bytes);
  add(&saving, (count + (uint64_t)face->program->constant_count) * sizeof(dlm_bytes));
  add(&saving, face->index_size);
  return loading > saving ? loading : saving;
}

static uint64_t bytes_of(const dlc_face *face, int64_t batch, int all) {
  const dlc_program *program = face->program;
  const uint64_t count = (uint64_t)program->variable_count;
  size_t table, sizes;
  dlc_support_lengths(program, &table, &sizes);
  if (batch < 1)
    return UINT64_MAX;
  uint64_t sum = DLC_ARENA_ALIGNMENT; /* memory may begin anywhere */
  add(&sum, sizeof(dlc_instance));
  add(&sum, count * sizeof(void *));
  add(&sum, count * sizeof(void *)); /* memory */
  add(&sum, count * sizeof(uint64_t));
  add(&sum, table * sizeof(void *));
  add(&sum, sizes * sizeof(int64_t));
  add(&sum, (sizes + 1) * sizeof(int64_t));
  for (int32_t i = 0; i < program->variable_count; ++i) {
    const dlc_variable_info *variable = &program->variables[i];
    if (all || !variable->initial || is_written(program, i))
      add(&sum, dlc_support_tensor_bytes(&variable->tensor, NULL));
  }
  /* Calls and loading do not happen at once. */
  uint64_t most = all ? temporary_bytes(face) : 0;
  for (int32_t i = 0; i < program->entry_count; ++i) {
    int64_t measured[1 + 64];
    const dlc_entry_info *entry = &program->entries[i];
    const uint64_t bytes = entry->derived_count > 64 ? UINT64_MAX : arena_bytes(entry, batch, measured);
    most = bytes > most ? bytes : most;
  }
  add(&sum, most);
  if (all)
    add(&sum, dlc_support_selftest_bytes(face));
  return sum;
}

uint64_t dlc_support_instance_bytes(const dlc_face *face, int64_t batch) { return bytes_of(face, batch, 1); }

uint64_t dlc_support_least_instance_bytes(const dlc_face *face, int64_t batch) {
  return bytes_of(face, batch, 0);
}

int32_t dlc_support_load_from(dlc_instance *instance, const void *bytes, uint64_t size) {
  return dlc_support_load_bytes(instance, "the model in memory", bytes, size);
}

static int append(void *to, const void *bytes, uint64_t count) {
  unsigned char **next = to;
  if (count)
    memcpy(*next, bytes, (size_t)count);
  *next += count;
  return 1;
}

int32_t dlc_support_save_to(dlc_instance *instance, void *memory, uint64_t space, uint64_t *needed) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (needed)
    *needed = 0;
  status = dlc_support_ready_to_save(instance, "save_to");
  if (status)
    return status;
  const dlc_program *program = instance->program;
  const uint64_t index_size = instance->face->index_size;
  const uint64_t segment_bytes =
      ((uint64_t)program->variable_count + (uint64_t)program->constant_count) * sizeof(dlm_bytes);
  dlm_bytes *segments = dlc_support_borrow(instance, segment_bytes);
  void *index = segments ? dlc_support_borrow(instance, index_size) : NULL;
  if (index) {
    uint32_t version;
    const size_t count = dlc_support_describe(instance, segments, index, &version);
    const uint64_t bytes = dlm_size(segments, count, index_size);
    if (needed)
      *needed = bytes;
    unsigned char *to = memory;
    if (!memory || space < bytes)
      status = dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "save_to: the model takes %llu bytes, not %llu",
                                (unsigned long long)bytes, memory ? (unsigned long long)space : 0ull);
    else
      dlm_write(append, &to, version, segments, count, index, index_size);
  } else {
    status = dlc_support_fail(instance, DLC_ERROR_MEMORY, "save_to: no memory for the index of the model");
  }
  dlc_support_return(instance, index, index_size);
  dlc_support_return(instance, segments, segment_bytes);
  return status;
}
