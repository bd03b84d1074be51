/* The one place where a .dlm file is put together: one sequential pass over its bytes. */
#include "Format.h"

#include "Text.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(sizeof(dlm_header) == 64 && offsetof(dlm_header, header_checksum) == 56,
               "the header of a .dlm takes 64 bytes");

uint64_t dlm_checksum(const void *bytes, uint64_t count) { return XXH3_64bits(bytes, count); }

static uint64_t align(uint64_t offset) {
  return (offset + DLM_ALIGNMENT - 1) / DLM_ALIGNMENT * DLM_ALIGNMENT;
}

static uint64_t end_of_segments(const dlm_bytes *segments, size_t count) {
  uint64_t offset = sizeof(dlm_header);
  for (size_t i = 0; i < count; ++i)
    offset = align(offset + segments[i].size);
  return offset;
}

uint64_t dlm_size(const dlm_bytes *segments, size_t count, uint64_t index_size) {
  return end_of_segments(segments, count) + index_size;
}

int dlm_write(dlm_sink sink, void *to, uint32_t version, const dlm_bytes *segments, size_t count,
              const void *index, uint64_t index_size) {
  static const unsigned char zeros[DLM_ALIGNMENT];
  const uint64_t offset = end_of_segments(segments, count);
  dlm_header header = {.version = version,
                       .index_offset = offset,
                       .index_size = index_size,
                       .index_checksum = dlm_checksum(index, index_size),
                       .file_size = offset + index_size};
  memcpy(header.magic, DLM_MAGIC, sizeof(header.magic));
  header.header_checksum = dlm_checksum(&header, offsetof(dlm_header, header_checksum));
  if (!sink(to, &header, sizeof(header)))
    return 0;
  for (size_t i = 0; i < count; ++i)
    if (!sink(to, segments[i].data, segments[i].size) ||
        !sink(to, zeros, align(segments[i].size) - segments[i].size))
      return 0;
  return sink(to, index, index_size);
}
