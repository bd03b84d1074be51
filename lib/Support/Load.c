/* Reads a .dlm file into an instance: all of it that is needed is read and checked before the instance
 * changes. Bytes are read, not mapped, since a file that shrinks under a mapping ends the process.
 */
#include "Format.h"
#include "Index.h"
#include "Support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reader {
  dlc_instance *instance;
  const char *path;
  int descriptor;             /* -1: the bytes are in memory */
  const unsigned char *bytes; /* or NULL */
  uint64_t size;
  unsigned char *index_bytes;
  dlm_index index; /* reads them */
} reader;

/* Every message about a file's contents says where. */
#define FAIL_AT(r, offset, format, ...)                                                                      \
  dlc_support_fail((r)->instance, DLC_ERROR_FILE, "%s: byte %llu: " format, (r)->path,                       \
                   (unsigned long long)(offset)__VA_OPT__(, ) __VA_ARGS__)

static int32_t malformed(reader *r) {
  return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the index is malformed", r->path);
}

static int32_t read_at(reader *r, uint64_t offset, void *bytes, uint64_t count) {
  if (offset > r->size || count > r->size - offset)
    return FAIL_AT(r, r->size, "truncated");
  if (r->bytes) {
    if (count)
      memcpy(bytes, r->bytes + offset, count);
    return DLC_OK;
  }
  for (unsigned char *target = bytes; count;) {
    /* Linux reads at most 2 GiB less a page per call. */
    ssize_t got = pread(r->descriptor, target, count < (1u << 30) ? count : (1u << 30), (off_t)offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot read: %s", r->path, strerror(errno));
    if (got == 0)
      return FAIL_AT(r, offset, "truncated");
    target += got;
    offset += (uint64_t)got;
    count -= (uint64_t)got;
  }
  return DLC_OK;
}

static int32_t open_file(reader *r) {
  struct stat status;
  r->descriptor = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (r->descriptor < 0 || fstat(r->descriptor, &status) != 0)
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot open: %s", r->path, strerror(errno));
  if (!S_ISREG(status.st_mode))
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot open: not a regular file", r->path);
  r->size = (uint64_t)status.st_size;
  return DLC_OK;
}

static int32_t fail_with(reader *r, const dlm_problem *problem) {
  return FAIL_AT(r, problem->at, "%s", problem->message);
}

static int32_t read_header(reader *r, dlm_header *header) {
  unsigned char bytes[sizeof(*header)];
  dlm_problem problem;
  int32_t status = read_at(r, 0, bytes, r->size < sizeof(bytes) ? r->size : sizeof(bytes));
  if (!status && !dlm_read_header(bytes, r->size, header, &problem))
    status = fail_with(r, &problem);
  return status;
}

static int32_t read_index(reader *r, const dlm_header *header) {
  dlm_problem problem;
  r->index_bytes = malloc(header->index_size + 1);
  if (!r->index_bytes)
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for its index", r->path);
  r->index = (dlm_index){r->index_bytes, header->index_size};
  int32_t status = read_at(r, header->index_offset, r->index_bytes, r->index.size);
  if (!status && !dlm_check_index(header, r->index_bytes, &problem))
    status = fail_with(r, &problem);
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
  size_t space = sizeof(p->text) - p->length;
  int written = vsnprintf(p->text + p->length, space, format, arguments);
  va_end(arguments);
  p->length += written < 0 ? 0 : (size_t)written < space ? (size_t)written : space - 1;
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

static int is_named(const reader *r, const dlm_segment *s, const char *name) {
  return s->name_length == strlen(name) && memcmp(r->index.bytes + s->name, name, s->name_length) == 0;
}

/* Whether the program knows the segment. One that has the average of a weight has not the weight itself. */
static int is_known(const reader *r, const dlm_segment *s) {
  static const char average[] = ".average";
  const dlc_program *program = r->instance->program;
  for (int32_t i = 0; i < program->variable_count; ++i) {
    const char *name = program->variables[i].tensor.name;
    if (is_named(r, s, name) ||
        (strncmp(name, (const char *)r->index.bytes + s->name, s->name_length) == 0 &&
         strlen(name) >= s->name_length && strcmp(name + s->name_length, average) == 0))
      return 1;
  }
  return 0;
}

static int fits(const reader *r, const dlm_segment *s, const dlc_variable_info *variable) {
  return s->type == variable->tensor.dtype && s->rank == (uint32_t)variable->tensor.rank &&
         s->size == dlc_support_tensor_bytes(&variable->tensor, NULL) &&
         (s->rank == 0 ||
          memcmp(r->index.bytes + s->shape, variable->tensor.shape, 8 * (uint64_t)s->rank) == 0);
}

/* Finds the segment of each variable: name_length is 0 where there is none and need not be. */
static int32_t match(reader *r, dlm_segment *found) {
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
      found[i] = s;
    } else if ((is_there || variable->role != DLC_OPTIMIZER) && next_problem(&p)) {
      if (!is_there)
        add_text(&p, "the file has no ");
      add_name(&p, (const unsigned char *)variable->tensor.name, strlen(variable->tensor.name));
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

static int32_t read_value(reader *r, const dlm_segment *s, const char *name, void **value) {
  if (s->offset > r->size || s->size > r->size - s->offset)
    return FAIL_AT(r, s->offset, "segment '%s' runs past the end of the file", name);
  *value = dlc_support_allocate(s->size);
  if (!*value)
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for variable '%s'", r->path, name);
  int32_t status = read_at(r, s->offset, *value, s->size);
  uint64_t checksum = status ? 0 : dlm_checksum(*value, s->size);
  return status || checksum == s->checksum
             ? status
             : FAIL_AT(r, s->offset,
                       "segment '%s': checksum is %016llx, should be %016llx: the file is damaged", name,
                       (unsigned long long)checksum, (unsigned long long)s->checksum);
}

static int32_t read_all(reader *r, dlm_segment *found, void **values) {
  const dlc_program *program = r->instance->program;
  dlm_header header;
  int32_t status = r->bytes ? DLC_OK : open_file(r);
  if (!status)
    status = read_header(r, &header);
  if (!status)
    status = read_index(r, &header);
  if (!status)
    status = match(r, found);
  for (int32_t i = 0; !status && i < program->variable_count; ++i)
    if (found[i].name_length)
      status = read_value(r, &found[i], program->variables[i].tensor.name, &values[i]);
  return status;
}

/* Memory that a variable has already stays where it is. A variable that the file need not have loses its
 * value. */
static void take_over(dlc_instance *instance, void **values) {
  for (int32_t i = 0; i < instance->program->variable_count; ++i)
    if (values[i] && instance->owned[i] == DLC_OWNED) {
      if (instance->bytes[i])
        memcpy(instance->variables[i], values[i], instance->bytes[i]);
    } else {
      if (instance->owned[i] == DLC_OWNED)
        free(instance->variables[i]);
      instance->variables[i] = values[i];
      instance->owned[i] = values[i] ? DLC_OWNED : DLC_SHARED;
      values[i] = NULL;
    }
}

static int32_t load(reader *r) {
  dlc_instance *instance = r->instance;
  int32_t count = instance->program->variable_count;
  void **values = calloc((size_t)count + 1, sizeof(void *));
  dlm_segment *found = calloc((size_t)count + 1, sizeof(dlm_segment));
  int32_t status = values && found
                       ? read_all(r, found, values)
                       : dlc_support_fail(instance, DLC_ERROR_MEMORY, "%s: no memory to load it", r->path);
  if (!status) {
    take_over(instance, values);
    status = dlc_support_complete(instance);
  }
  for (int32_t i = 0; values && i < count; ++i)
    free(values[i]);
  free(values);
  free(found);
  free(r->index_bytes);
  if (r->descriptor >= 0)
    close(r->descriptor);
  return status;
}

int32_t dlc_support_load(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "load: the path is NULL");
  reader r = {.instance = instance, .path = path, .descriptor = -1};
  return load(&r);
}

int32_t dlc_support_load_bytes(dlc_instance *instance, const char *path, const void *bytes, uint64_t size) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  reader r = {.instance = instance, .path = path, .descriptor = -1, .bytes = bytes, .size = size};
  return load(&r);
}
