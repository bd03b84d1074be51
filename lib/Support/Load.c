/* Reads a .dlm file into an instance: all of it that is needed is read and checked before the instance
 * changes. */
#include "Load.h"
#include "Text.h"

/* Every message about a file's contents says where. */
#define FAIL_AT(r, offset, format, ...)                                                                      \
  dlc_support_fail((r)->instance, DLC_ERROR_FILE, "%s: byte %llu: " format, (r)->path,                       \
                   (unsigned long long)(offset)__VA_OPT__(, ) __VA_ARGS__)

static int32_t malformed(dlc_reader *r) {
  return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the index is malformed", r->path);
}

/* `count` bytes from `offset` on: where they are already, else in `buffer`. */
static int32_t read_at(dlc_reader *r, uint64_t offset, void *buffer, uint64_t count, const void **bytes) {
  if (offset > r->size || count > r->size - offset)
    return FAIL_AT(r, r->size, "truncated");
  *bytes = r->bytes ? r->bytes + offset : buffer;
  return r->bytes ? DLC_OK : r->read(r, offset, buffer, count);
}

static int32_t fail_with(dlc_reader *r, const dlm_problem *problem) {
  return FAIL_AT(r, problem->at, "%s", problem->message);
}

static int32_t read_header(dlc_reader *r, dlm_header *header) {
  unsigned char buffer[sizeof(*header)];
  const void *bytes;
  dlm_problem problem;
  int32_t status = read_at(r, 0, buffer, r->size < sizeof(buffer) ? r->size : sizeof(buffer), &bytes);
  if (!status && !dlm_read_header(bytes, r->size, header, &problem))
    status = fail_with(r, &problem);
  return status;
}

static int32_t read_index(dlc_reader *r, const dlm_header *header) {
  dlm_problem problem;
  const void *bytes;
  r->index_bytes = header->index_size;
  if (!r->bytes && !(r->index_buffer = dlc_support_borrow(r->instance, r->index_bytes)))
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for its index", r->path);
  int32_t status = read_at(r, header->index_offset, r->index_buffer, header->index_size, &bytes);
  if (!status && !dlm_check_index(header, bytes, &problem))
    status = fail_with(r, &problem);
  if (!status)
    r->index = (dlm_index){bytes, header->index_size};
  return status;
}

/* What does not fit, as one list: the first few are enough to see a pattern. */
typedef struct problems {
  char text[768];
  size_t length;
  int count;
} problems;

static void add_text(problems *p, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  p->length += dlc_text_format_list(p->text + p->length, sizeof(p->text) - p->length, format, arguments);
  va_end(arguments);
}

/* 1 if the next problem is to be written. */
static int next_problem(problems *p) {
  enum { MOST = 5 };
  if (++p->count > MOST)
    return 0;
  if (p->count > 1)
    add_text(p, "; ");
  return 1;
}

static void add_name(problems *p, const unsigned char *name, size_t length) {
  add_text(p, "'");
  for (size_t i = 0; i < length; ++i)
    add_text(p, name[i] < 0x20 || name[i] == 0x7f ? "\\x%02x" : "%c", name[i]);
  add_text(p, "'");
}

static const char *type_name(int type) {
  static const char *const names[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, ...) [DLC_##ID] = #name,
#include "dlc/element_types.def"
  };
  return type >= 0 && (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : "an unknown type";
}

static void add_type(problems *p, int type, uint32_t rank, const void *shape) {
  add_text(p, "%s [", type_name(type));
  for (uint32_t i = 0; i < rank; ++i) {
    int64_t size;
    memcpy(&size, (const unsigned char *)shape + 8 * (uint64_t)i, sizeof(size));
    add_text(p, "%s%lld", i ? ", " : "", (long long)size);
  }
  add_text(p, "]");
}

static void add_variable_type(problems *p, const dlc_variable_info *variable) {
  add_type(p, variable->tensor.dtype, (uint32_t)variable->tensor.rank, variable->tensor.shape);
}

static int is_named(const dlc_reader *r, const dlm_segment *s, const char *name) {
  return dlc_text_is(name, r->index.bytes + s->name, s->name_length);
}

/* Whether the program knows the segment. One that has the average of a weight has not the weight itself. */
static int is_known(const dlc_reader *r, const dlm_segment *s) {
  static const char average[] = ".average";
  const dlc_program *program = r->instance->program;
  for (int32_t i = 0; i < program->variable_count; ++i) {
    const char *name = program->variables[i].tensor.name;
    const size_t length = dlc_text_length(name);
    if (is_named(r, s, name) ||
        (length >= s->name_length && memcmp(name, r->index.bytes + s->name, s->name_length) == 0 &&
         dlc_text_equal(name + s->name_length, average)))
      return 1;
  }
  return 0;
}

static int fits(const dlc_reader *r, const dlm_segment *s, const dlc_variable_info *variable) {
  return s->type == variable->tensor.dtype && s->rank == (uint32_t)variable->tensor.rank &&
         s->size == dlc_support_tensor_bytes(&variable->tensor, NULL) &&
         (s->rank == 0 ||
          memcmp(r->index.bytes + s->shape, variable->tensor.shape, 8 * (uint64_t)s->rank) == 0);
}

/* What a variable is to become: the segment that has its value, where the value is, and the memory that was
 * allocated for it, or NULL. */
typedef struct variable {
  dlm_segment segment;
  const void *value;
  void *memory;
} variable;

/* Finds the segment of each variable: name_length is 0 where there is none and need not be. */
static int32_t match(dlc_reader *r, variable *found) {
  const dlc_program *program = r->instance->program;
  problems p = {.text = "", .length = 0, .count = 0};
  uint32_t count;
  if (!dlm_index_count(&r->index, &count))
    return malformed(r);
  for (int32_t i = 0; i < program->variable_count; ++i) {
    const dlc_variable_info *variable = &program->variables[i];
    dlm_segment s = {0};
    int is_there = 0;
    for (uint32_t j = 0; !is_there && j < count; ++j) {
      if (!dlm_index_segment(&r->index, j, &s))
        return malformed(r);
      is_there = s.role != DLM_CONSTANT && is_named(r, &s, variable->tensor.name);
    }
    if (is_there && fits(r, &s, variable)) {
      found[i].segment = s;
    } else if ((is_there || variable->role != DLC_OPTIMIZER) && next_problem(&p)) {
      if (!is_there)
        add_text(&p, "the file has no ");
      add_name(&p, (const unsigned char *)variable->tensor.name, dlc_text_length(variable->tensor.name));
      add_text(&p, is_there ? " is " : ", the program wants it as ");
      if (is_there)
        add_type(&p, s.type, s.rank, r->index.bytes + s.shape), add_text(&p, " in the file, ");
      add_variable_type(&p, variable);
      if (is_there)
        add_text(&p, " in the program");
    }
  }
  for (uint32_t j = 0; j < count; ++j) {
    dlm_segment s;
    if (!dlm_index_segment(&r->index, j, &s))
      return malformed(r);
    /* Constants are in the code already. */
    if (s.role != DLC_OPTIMIZER && s.role != DLM_CONSTANT && !is_known(r, &s) && next_problem(&p)) {
      add_text(&p, "the file has ");
      add_name(&p, r->index.bytes + s.name, s.name_length);
      add_text(&p, " ");
      add_type(&p, s.type, s.rank, r->index.bytes + s.shape);
      add_text(&p, ", the program has no such variable");
    }
  }
  if (!p.count)
    return DLC_OK;
  if (p.count > 5)
    add_text(&p, "; and %d more", p.count - 5);
  return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s does not fit program '%s': %s", r->path,
                          program->name ? program->name : "", p.text);
}

/* What is in memory already needs more of it only for a variable that has none of its own, and none if it
 * stays there. */
static int32_t read_value(dlc_reader *r, variable *v, int32_t index) {
  const dlm_segment *s = &v->segment;
  const char *name = r->instance->program->variables[index].tensor.name;
  if (s->offset > r->size || s->size > r->size - s->offset)
    return FAIL_AT(r, s->offset, "segment '%s' runs past the end of the file", name);
  if (r->stays && s->offset % DLM_ALIGNMENT)
    return FAIL_AT(r, s->offset, "segment '%s' does not begin at a multiple of %u", name, DLM_ALIGNMENT);
  if (!r->stays && (!r->bytes || !r->instance->memory[index]) &&
      !(v->memory = dlc_support_allocate(r->instance, s->size)))
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for variable '%s'", r->path, name);
  int32_t status = read_at(r, s->offset, v->memory, s->size, &v->value);
  uint64_t checksum = status ? 0 : dlm_checksum(v->value, s->size);
  return status || checksum == s->checksum
             ? status
             : FAIL_AT(r, s->offset,
                       "segment '%s': checksum is %016llx, should be %016llx: the file is damaged", name,
                       (unsigned long long)checksum, (unsigned long long)s->checksum);
}

static int32_t read_all(dlc_reader *r, variable *found) {
  const dlc_program *program = r->instance->program;
  dlm_header header;
  int32_t status = read_header(r, &header);
  if (!status)
    status = read_index(r, &header);
  if (!status)
    status = match(r, found);
  for (int32_t i = 0; !status && i < program->variable_count; ++i)
    if (found[i].segment.name_length)
      status = read_value(r, &found[i], i);
  return status;
}

/* Memory that a variable has already stays where it is. A variable that the file need not have loses its
 * value. */
static void take_over(dlc_reader *r, variable *found) {
  dlc_instance *instance = r->instance;
  r->is_taken = 1;
  dlc_support_changed(instance);
  for (int32_t i = 0; i < instance->program->variable_count; ++i) {
    const void *value = found[i].value;
    void **memory = &instance->memory[i];
    if (!value || r->stays) {
      instance->variables[i] = (void *)value; /* never written: see dlc_support_own */
      continue;
    }
    if (!*memory) {
      *memory = found[i].memory;
      found[i].memory = NULL;
    }
    if (*memory != value && instance->bytes[i])
      memcpy(*memory, value, instance->bytes[i]);
    instance->variables[i] = *memory;
  }
}

const uint64_t dlc_support_loading_bytes = sizeof(variable);

int32_t dlc_support_load_with(dlc_reader *r) {
  dlc_instance *instance = r->instance;
  int32_t count = instance->program->variable_count;
  const uint64_t found_bytes = (uint64_t)count * sizeof(variable);
  variable *found = dlc_support_borrow(instance, found_bytes);
  int32_t status = found ? read_all(r, found)
                         : dlc_support_fail(instance, DLC_ERROR_MEMORY, "%s: no memory to load it", r->path);
  if (!status)
    take_over(r, found);
  for (int32_t i = count; found && i-- > 0;)
    dlc_support_release(instance, found[i].memory);
  dlc_support_return(instance, r->index_buffer, r->index_bytes);
  dlc_support_return(instance, found, found_bytes);
  return status ? status : dlc_support_complete(instance);
}

int32_t dlc_support_load_bytes(dlc_instance *instance, const char *path, const void *bytes, uint64_t size) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  dlc_reader r = {.instance = instance, .path = path, .bytes = bytes, .size = size};
  return dlc_support_load_with(&r);
}
