/* The index of a .dlm file, a FlatBuffer: its one reader. Nothing in it is believed: each number is checked
 * before it is used. Functions that return int give 1 if all that they read lies in the index, else 0. */
#ifndef DLC_SUPPORT_INDEX_H
#define DLC_SUPPORT_INDEX_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dlm_index {
  const unsigned char *bytes;
  uint64_t size;
} dlm_index;

/* Fields of tables by their places in lib/Model/Model.fbs, which a program that sees both compares. */
enum dlm_index_field {
  DLM_GRAPH,
  DLM_SEGMENTS,
  DLM_OPTIMIZER,
  DLM_PROGRESS,
  DLM_CLASS_NAMES,
  DLM_NORMALIZATION,
  DLM_PRODUCER,
  DLM_DIALECT_VERSION
};
enum dlm_segment_field { DLM_NAME, DLM_TYPE, DLM_SHAPE, DLM_ROLE, DLM_OFFSET, DLM_SIZE, DLM_CHECKSUM };

/* Elements of a vector, or bytes of a string, in the index. */
typedef struct dlm_vector {
  uint64_t start; /* offset in the index; 0: the field is absent */
  uint32_t count;
} dlm_vector;

typedef struct dlm_segment {
  uint64_t place;       /* of its table */
  uint64_t name, shape; /* offsets in the index; a shape has 8 bytes for each dimension, aligned or not */
  uint32_t name_length, rank;
  uint8_t type, role;
  uint64_t offset, size, checksum;
  uint64_t checksum_place; /* where the checksum stands in the index; 0: it is absent */
} dlm_segment;

/* The table that everything else belongs to. */
int dlm_index_root(const dlm_index *index, uint64_t *table);
/* A number of `width` bytes; an absent one leaves `value` as it is. */
int dlm_index_number(const dlm_index *index, uint64_t table, unsigned field, void *value, uint64_t width);
/* A vector whose elements have `width` bytes, or a string, of elements with one. */
int dlm_index_vector(const dlm_index *index, uint64_t table, unsigned field, uint64_t width,
                     dlm_vector *vector);
/* A table; 0: it is absent. */
int dlm_index_table(const dlm_index *index, uint64_t table, unsigned field, uint64_t *inner);
/* An element of a vector of tables, whose width is 4. */
int dlm_index_element(const dlm_index *index, dlm_vector tables, uint32_t place, uint64_t *table);
/* An element of a vector of strings, whose width is 4. */
int dlm_index_text(const dlm_index *index, dlm_vector texts, uint32_t place, dlm_vector *text);

int dlm_index_count(const dlm_index *index, uint32_t *count);
int dlm_index_segment(const dlm_index *index, uint32_t place, dlm_segment *segment);

#ifdef __cplusplus
}
#endif
#endif
