#include "Index.h"

#include "Text.h"

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

/* The vector to which the offset at `at` leads. */
static int vector_at(const dlm_index *index, uint64_t at, uint64_t width, dlm_vector *vector) {
  if (!follow(index, at, &vector->start) ||
      !fetch(index, vector->start, &vector->count, sizeof(vector->count)))
    return 0;
  vector->start += sizeof(vector->count);
  return vector->count * width <= index->size - vector->start;
}

/* Where a field of a table is; 0: it is absent. */
static int locate(const dlm_index *index, uint64_t table, unsigned field, uint64_t *place) {
  int32_t distance;
  uint16_t vtable_size, offset;
  if (!fetch(index, table, &distance, sizeof(distance)))
    return 0;
  uint64_t vtable =
      (uint64_t)((int64_t)table - distance); /* a wild one is beyond the end, which fetch sees */
  if (!fetch(index, vtable, &vtable_size, sizeof(vtable_size)))
    return 0;
  *place = 0;
  if (4 + 2 * field + 2 > vtable_size)
    return 1;
  if (!fetch(index, vtable + 4 + 2 * field, &offset, sizeof(offset)))
    return 0;
  *place = offset ? table + offset : 0;
  return 1;
}

int dlm_index_root(const dlm_index *index, uint64_t *table) {
  return index->size >= 8 && memcmp(index->bytes + 4, "DLMI", 4) == 0 && follow(index, 0, table);
}

int dlm_index_number(const dlm_index *index, uint64_t table, unsigned field, void *value, uint64_t width) {
  uint64_t place;
  return locate(index, table, field, &place) && (!place || fetch(index, place, value, width));
}

int dlm_index_vector(const dlm_index *index, uint64_t table, unsigned field, uint64_t width,
                     dlm_vector *vector) {
  uint64_t place;
  *vector = (dlm_vector){0, 0};
  return locate(index, table, field, &place) && (!place || vector_at(index, place, width, vector));
}

int dlm_index_table(const dlm_index *index, uint64_t table, unsigned field, uint64_t *inner) {
  uint64_t place;
  *inner = 0;
  return locate(index, table, field, &place) && (!place || follow(index, place, inner));
}

int dlm_index_element(const dlm_index *index, dlm_vector tables, uint32_t place, uint64_t *table) {
  return place < tables.count && follow(index, tables.start + 4 * (uint64_t)place, table);
}

int dlm_index_text(const dlm_index *index, dlm_vector texts, uint32_t place, dlm_vector *text) {
  return place < texts.count && vector_at(index, texts.start + 4 * (uint64_t)place, 1, text);
}

static int read_segment(const dlm_index *index, uint64_t table, dlm_segment *s) {
  dlm_vector name, shape;
  memset(s, 0, sizeof(*s));
  if (!dlm_index_vector(index, table, DLM_NAME, 1, &name) || !name.start ||
      !dlm_index_vector(index, table, DLM_SHAPE, 8, &shape))
    return 0;
  s->place = table;
  s->name = name.start;
  s->name_length = name.count;
  s->shape = shape.start;
  s->rank = shape.count;
  return dlm_index_number(index, table, DLM_TYPE, &s->type, 1) &&
         dlm_index_number(index, table, DLM_ROLE, &s->role, 1) &&
         dlm_index_number(index, table, DLM_OFFSET, &s->offset, 8) &&
         dlm_index_number(index, table, DLM_SIZE, &s->size, 8) &&
         dlm_index_number(index, table, DLM_CHECKSUM, &s->checksum, 8) &&
         locate(index, table, DLM_CHECKSUM, &s->checksum_place);
}

int dlm_index_segment(const dlm_index *index, uint32_t place, dlm_segment *s) {
  uint64_t root, table;
  dlm_vector segments;
  return dlm_index_root(index, &root) && dlm_index_vector(index, root, DLM_SEGMENTS, 4, &segments) &&
         dlm_index_element(index, segments, place, &table) && read_segment(index, table, s);
}

int dlm_index_count(const dlm_index *index, uint32_t *count) {
  uint64_t root;
  dlm_vector segments;
  if (!dlm_index_root(index, &root) || !dlm_index_vector(index, root, DLM_SEGMENTS, 4, &segments))
    return 0;
  *count = segments.count;
  return 1;
}
