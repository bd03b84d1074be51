/* Reads a .dlm file into an instance: all of it that is needed is read and checked before the instance
 * changes. The index is a FlatBuffer (lib/Model/Model.fbs), read here by hand; every number in it is checked
 * before it is used. Bytes are read, not mapped, since a file that shrinks under a mapping ends the process.
 */
#include "Format.h"
#include "Support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct reader {
  dlc_instance *instance;
  const char *path;
  int descriptor;
  uint64_t size;
  unsigned char *index;
  uint64_t index_size;
} reader;

static int32_t malformed(reader *r) {
  return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the index is malformed", r->path);
}

static int32_t read_at(reader *r, uint64_t offset, void *bytes, uint64_t count) {
  for (unsigned char *target = bytes; count;) {
    /* Linux reads at most 2 GiB less a page per call. */
    ssize_t got = pread(r->descriptor, target, count < (1u << 30) ? count : (1u << 30), (off_t)offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot read: %s", r->path, strerror(errno));
    if (got == 0)
      return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: truncated at byte %llu", r->path,
                              (unsigned long long)offset);
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
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: is not a regular file", r->path);
  r->size = (uint64_t)status.st_size;
  return DLC_OK;
}

static int32_t read_header(reader *r, dlm_header *header) {
  int32_t status = r->size < sizeof(*header) ? DLC_OK : read_at(r, 0, header, sizeof(*header));
  if (status)
    return status;
  if (r->size < sizeof(*header) || memcmp(header->magic, DLM_MAGIC, sizeof(header->magic)) != 0)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: not a .dlm file, or truncated", r->path);
  if (header->version > DLM_VERSION)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE,
                            "%s: format version %u is newer than this library reads (%u)", r->path,
                            (unsigned)header->version, DLM_VERSION);
  if (header->version == 0 ||
      XXH3_64bits(header, offsetof(dlm_header, header_checksum)) != header->header_checksum ||
      header->flags || header->reserved)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the header is damaged", r->path);
  if (header->file_size != r->size)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: has %llu bytes, should have %llu", r->path,
                            (unsigned long long)r->size, (unsigned long long)header->file_size);
  if (header->index_offset > r->size || header->index_size > r->size - header->index_offset ||
      header->index_size > INT32_MAX)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the index runs past the end of the file",
                            r->path);
  return DLC_OK;
}

static int32_t read_index(reader *r, const dlm_header *header) {
  r->index_size = header->index_size;
  r->index = malloc(r->index_size + 1);
  if (!r->index)
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for its index", r->path);
  int32_t status = read_at(r, header->index_offset, r->index, r->index_size);
  if (status)
    return status;
  if (XXH3_64bits(r->index, r->index_size) != header->index_checksum)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: the index is damaged (checksum)", r->path);
  return DLC_OK;
}

/* FlatBuffers. A function that returns int gives 1 if all that it read lies in the index, else 0. */

static int fetch(const reader *r, uint64_t at, void *value, uint64_t width) {
  if (at > r->index_size || width > r->index_size - at)
    return 0;
  memcpy(value, r->index + at, width);
  return 1;
}

/* Follows the offset that stands at `at`. */
static int follow(const reader *r, uint64_t at, uint64_t *target) {
  uint32_t distance;
  if (!fetch(r, at, &distance, sizeof(distance)) || distance == 0)
    return 0;
  *target = at + distance;
  return *target < r->index_size;
}

/* Where a field of a table is; 0: it is absent. */
static int locate(const reader *r, uint64_t table, unsigned slot, uint64_t *field) {
  int32_t distance;
  uint16_t vtable_size, offset;
  if (!fetch(r, table, &distance, sizeof(distance)))
    return 0;
  uint64_t vtable =
      (uint64_t)((int64_t)table - distance); /* a wild one is beyond the end, which fetch sees */
  if (!fetch(r, vtable, &vtable_size, sizeof(vtable_size)))
    return 0;
  *field = 0;
  if (4 + 2 * slot + 2 > vtable_size)
    return 1;
  if (!fetch(r, vtable + 4 + 2 * slot, &offset, sizeof(offset)))
    return 0;
  *field = offset ? table + offset : 0;
  return 1;
}

/* A number; an absent one is 0. */
static int number(const reader *r, uint64_t table, unsigned slot, void *value, uint64_t width) {
  uint64_t field;
  memset(value, 0, width);
  return locate(r, table, slot, &field) && (!field || fetch(r, field, value, width));
}

/* A vector or string: where its elements start, and how many; an absent one has none. */
static int vector(const reader *r, uint64_t table, unsigned slot, uint64_t width, uint64_t *start,
                  uint32_t *count) {
  uint64_t field;
  *count = 0;
  if (!locate(r, table, slot, &field))
    return 0;
  if (!field)
    return 1;
  if (!follow(r, field, start) || !fetch(r, *start, count, sizeof(*count)))
    return 0;
  *start += sizeof(*count);
  return *count * width <= r->index_size - *start;
}

typedef struct segment {
  uint64_t name, shape; /* offsets in the index */
  uint32_t name_length, rank;
  uint8_t type, role;
  uint64_t offset, size, checksum;
} segment;

/* Slots are the fields of Model.fbs, in order. */
static int read_segment(const reader *r, uint64_t table, segment *s) {
  return vector(r, table, 0, 1, &s->name, &s->name_length) && number(r, table, 1, &s->type, 1) &&
         vector(r, table, 2, 8, &s->shape, &s->rank) && number(r, table, 3, &s->role, 1) &&
         number(r, table, 4, &s->offset, 8) && number(r, table, 5, &s->size, 8) &&
         number(r, table, 6, &s->checksum, 8);
}

/* 1: found, 0: there is none, -1: malformed. */
static int find_segment(const reader *r, const char *name, segment *s) {
  uint64_t root, first, table;
  uint32_t count;
  if (!follow(r, 0, &root) || !vector(r, root, 1, 4, &first, &count))
    return -1;
  for (uint32_t i = 0; i < count; ++i) {
    if (!follow(r, first + 4 * (uint64_t)i, &table) || !read_segment(r, table, s))
      return -1;
    if (s->name_length == strlen(name) && memcmp(r->index + s->name, name, s->name_length) == 0)
      return 1;
  }
  return 0;
}

static int fits(const reader *r, const segment *s, const dlc_variable_info *variable) {
  if (s->type != variable->tensor.dtype || s->rank != (uint32_t)variable->tensor.rank ||
      s->size != dlc_support_variable_bytes(variable))
    return 0;
  for (uint32_t i = 0; i < s->rank; ++i)
    if (memcmp(r->index + s->shape + 8 * (uint64_t)i, &variable->tensor.shape[i], 8) != 0)
      return 0;
  return 1;
}

/* Reads one variable; *value stays NULL if the file need not have it and has not. */
static int32_t read_variable(reader *r, const dlc_variable_info *variable, void **value) {
  const char *name = variable->tensor.name;
  segment s;
  int found = find_segment(r, name, &s);
  if (found < 0)
    return malformed(r);
  if (!found)
    return variable->role == DLC_OPTIMIZER
               ? DLC_OK
               : dlc_support_fail(r->instance, DLC_ERROR_FILE,
                                  "%s: has no variable '%s': it is a file of another model", r->path, name);
  if (!fits(r, &s, variable))
    return dlc_support_fail(r->instance, DLC_ERROR_FILE,
                            "%s: variable '%s' has another type or shape: it is a file of another model",
                            r->path, name);
  if (s.offset > r->size || s.size > r->size - s.offset)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: variable '%s' runs past the end of the file",
                            r->path, name);
  *value = dlc_support_allocate(s.size);
  if (!*value)
    return dlc_support_fail(r->instance, DLC_ERROR_MEMORY, "%s: no memory for variable '%s'", r->path, name);
  int32_t status = read_at(r, s.offset, *value, s.size);
  if (!status && XXH3_64bits(*value, s.size) != s.checksum)
    return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: variable '%s' is damaged (checksum)", r->path,
                            name);
  return status;
}

static int32_t read_all(reader *r, void **values) {
  const dlc_program *program = r->instance->face->program;
  dlm_header header;
  int32_t status = open_file(r);
  if (!status)
    status = read_header(r, &header);
  if (!status)
    status = read_index(r, &header);
  if (!status && (r->index_size < 8 || memcmp(r->index + 4, "DLMI", 4) != 0))
    status = malformed(r);
  for (int32_t i = 0; !status && i < program->variable_count; ++i)
    status = read_variable(r, &program->variables[i], &values[i]);
  return status;
}

int32_t dlc_support_load(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "load: the path is NULL");
  int32_t count = instance->face->program->variable_count;
  void **values = calloc((size_t)count + 1, sizeof(void *));
  if (!values)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "%s: no memory to load it", path);

  reader r = {instance, path, -1, 0, NULL, 0};
  status = read_all(&r, values);
  /* On success the old values are left in `values`, else the new ones: either are freed below. */
  for (int32_t i = 0; i < count; ++i) {
    if (status)
      continue;
    void *old = instance->owned[i] == DLC_OWNED ? instance->variables[i] : NULL;
    instance->variables[i] = values[i];
    instance->owned[i] = values[i] ? DLC_OWNED : DLC_SHARED;
    values[i] = old;
  }
  for (int32_t i = 0; i < count; ++i)
    free(values[i]);
  free(values);
  free(r.index);
  if (r.descriptor >= 0)
    close(r.descriptor);
  return status;
}
