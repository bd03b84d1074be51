/* The fixed parts of a .dlm file as C sees them; lib/Model/Format.h has the same in C++, and a test writes
 * with the one and reads with the other. */
#ifndef DLC_SUPPORT_FORMAT_H
#define DLC_SUPPORT_FORMAT_H

#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define DLM_MAGIC "DLCMODEL"
#define DLM_VERSION 1u
#define DLM_ALIGNMENT 64u

typedef struct dlm_header {
  char magic[8];
  uint32_t version;
  uint32_t flags;
  uint64_t index_offset;
  uint64_t index_size;
  uint64_t index_checksum;
  uint64_t file_size;
  uint64_t reserved;
  uint64_t header_checksum; /* of all bytes before it */
} dlm_header;

_Static_assert(sizeof(dlm_header) == 64, "the header of a .dlm takes 64 bytes");

#endif
