/* The segments that the index of a .dlm file names. */
#ifndef DLC_SUPPORT_INDEX_H
#define DLC_SUPPORT_INDEX_H

#include <stdint.h>

typedef struct dlm_index {
  unsigned char *bytes;
  uint64_t size;
} dlm_index;

typedef struct dlm_segment {
  uint64_t name, shape; /* offsets in the index; a shape has 8 bytes for each dimension, aligned or not */
  uint32_t name_length, rank;
  uint8_t type, role;
  uint64_t offset, size, checksum;
} dlm_segment;

/* Both give 1 if all that they read lies in the index, else 0. */
int dlm_index_count(const dlm_index *index, uint32_t *count);
int dlm_index_segment(const dlm_index *index, uint32_t place, dlm_segment *segment);

#endif
