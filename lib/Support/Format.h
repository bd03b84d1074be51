/* The fixed parts of a .dlm file: the 64-byte header, alignment and checksum.
 *
 *   0        header (below)
 *   64       segments: raw little-endian weights and constants, each at a multiple of 64, zero bytes between
 * them
 *   ...      index: a FlatBuffer (lib/Model/Model.fbs), at a multiple of 64; the file ends with it
 */
#ifndef DLC_SUPPORT_FORMAT_H
#define DLC_SUPPORT_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DLM_MAGIC "DLCMODEL"
#define DLM_VERSION 2u /* the newest that is read */
/* What a file is written as: the oldest version whose readers understand it. Those of version 1 know no
 * constants. */
#define DLM_VERSION_WITHOUT_CONSTANTS 1u
#define DLM_VERSION_WITH_CONSTANTS 2u
#define DLM_ALIGNMENT 64u /* so that mapped weights suit every vector width */

/* The first bytes of a file. Magic and version keep their offset in every version. */
typedef struct dlm_header {
  char magic[8];
  uint32_t version;
  uint32_t flags; /* none is defined yet, must be 0 */
  uint64_t index_offset;
  uint64_t index_size;
  uint64_t index_checksum;
  uint64_t file_size;
  uint64_t reserved;        /* must be 0 */
  uint64_t header_checksum; /* of all bytes before it */
} dlm_header;

/* What is wrong with a file, and the offset of the byte where it is. */
typedef struct dlm_problem {
  uint64_t at;
  char message[160];
} dlm_problem;

/* Reads and checks the header of a file of `size` bytes, of which `bytes` has the first, as many as a header
 * takes if there are so many. 1, or 0 with the problem. Index offset and size are then within the file. */
int dlm_read_header(const void *bytes, uint64_t size, dlm_header *header, dlm_problem *problem);
/* Compares the index, index_size bytes, with its checksum. 1, or 0 with the problem. */
int dlm_check_index(const dlm_header *header, const void *index, dlm_problem *problem);

/* XXH3-64 with seed 0. */
uint64_t dlm_checksum(const void *bytes, uint64_t count);

/* The role of a segment that is a constant of the graph; lower ones are those of variables (dlc/program.h).
 */
enum { DLM_CONSTANT = 3 };

/* A segment's bytes. In the file each starts at the first multiple of DLM_ALIGNMENT behind the last. */
typedef struct dlm_bytes {
  const void *data;
  uint64_t size;
} dlm_bytes;

/* Takes the next bytes of a file. 1, or 0 after a failure. */
typedef int (*dlm_sink)(void *to, const void *bytes, uint64_t count);

/* Gives a whole file to a sink: the header with that version of the format, the segments in their order, and
 * the index, which is complete. 1, or 0 after a failure of the sink. */
int dlm_write(dlm_sink sink, void *to, uint32_t version, const dlm_bytes *segments, size_t count,
              const void *index, uint64_t index_size);
/* How many bytes that are. */
uint64_t dlm_size(const dlm_bytes *segments, size_t count, uint64_t index_size);

#ifdef __cplusplus
}
#endif
#endif
