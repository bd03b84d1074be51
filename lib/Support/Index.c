/* Reads the index of a .dlm file, a FlatBuffer (lib/Model/Model.fbs), by hand. Every number in it is checked
 * before it is used. */
#include "Index.h"

#include <string.h>

/* FlatBuffers. A function that returns int gives 1 if all that it read lies in the index, else 0. */

static int fetch(const dlm_index *index, uint64_t at, void *value, uint64_t width) {
  if (at > index->size || width > index->size - at)
    return 0;
  memcpy(value, index->bytes + at, width);
  return 1;
}

/* Follows the offset that stands at `at`. */
static int follow(const dlm_index *index, uint64_t at, uint64_t *target) {
  uint32_t distance;
  if (!fetch(index, at, &distance, sizeof(distance)) || distance == 0)
    return 0;
  *target = at + distance;
  return *target < index->size;
}

/* Where a field of a table is; 0: it is absent. */
static int locate(const dlm_index *index, uint64_t table, unsigned slot, uint64_t *field) {
  int32_t distance;
  uint16_t vtable_size, offset;
  if (!fetch(index, table, &distance, sizeof(distance)))
    return 0;
  uint64_t vtable =
      (uint64_t)((int64_t)table - distance); /* a wild one is beyond the end, which fetch sees */
  if (!fetch(index, vtable, &vtable_size, sizeof(vtable_size)))
    return 0;
  *field = 0;
  if (4 + 2 * slot + 2 > vtable_size)
    return 1;
  if (!fetch(index, vtable + 4 + 2 * slot, &offset, sizeof(offset)))
    return 0;
  *field = offset ? table + offset : 0;
  return 1;
}

/* A number; an absent one is 0. */
static int number(const dlm_index *index, uint64_t table, unsigned slot, void *value, uint64_t width) {
  uint64_t field;
  memset(value, 0, width);
  return locate(index, table, slot, &field) && (!field || fetch(index, field, value, width));
}

/* A vector or string: where its elements start, and how many; an absent one has none. */
static int vector(const dlm_index *index, uint64_t table, unsigned slot, uint64_t width, uint64_t *start,
                  uint32_t *count) {
  uint64_t field;
  *count = 0;
  if (!locate(index, table, slot, &field))
    return 0;
  if (!field)
    return 1;
  if (!follow(index, field, start) || !fetch(index, *start, count, sizeof(*count)))
    return 0;
  *start += sizeof(*count);
  return *count * width <= index->size - *start;
}

/* Slots are the fields of Model.fbs, in order. */
static int read_segment(const dlm_index *index, uint64_t table, dlm_segment *s) {
  return vector(index, table, 0, 1, &s->name, &s->name_length) && number(index, table, 1, &s->type, 1) &&
         vector(index, table, 2, 8, &s->shape, &s->rank) && number(index, table, 3, &s->role, 1) &&
         number(index, table, 4, &s->offset, 8) && number(index, table, 5, &s->size, 8) &&
         number(index, table, 6, &s->checksum, 8);
}

int dlm_index_segment(const dlm_index *index, uint32_t place, dlm_segment *s) {
  uint64_t root, first, table;
  uint32_t count;
  return follow(index, 0, &root) && vector(index, root, 1, 4, &first, &count) && place < count &&
         follow(index, first + 4 * (uint64_t)place, &table) && read_segment(index, table, s);
}

int dlm_index_count(const dlm_index *index, uint32_t *count) {
  uint64_t root, first;
  return follow(index, 0, &root) && vector(index, root, 1, 4, &first, count);
}
