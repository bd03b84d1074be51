/* Checks the fixed parts of a .dlm file. A file that is no model at all hears that first, however short it
 * is; the version stands before checksums, since a later format may compute them otherwise. */
#include "Format.h"
#include "Text.h"

typedef unsigned long long number;

static int report(dlm_problem *problem, uint64_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int report(dlm_problem *problem, uint64_t at, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  problem->at = at;
  dlc_text_format_list(problem->message, sizeof(problem->message), format, arguments);
  va_end(arguments);
  return 0;
}

static int mismatch(dlm_problem *problem, uint64_t at, const char *what, uint64_t computed, uint64_t stored) {
  return report(problem, at, "%s checksum is %016llx, should be %016llx: the file is damaged", what,
                (number)computed, (number)stored);
}

int dlm_read_header(const void *bytes, uint64_t size, dlm_header *header, dlm_problem *problem) {
  const size_t magic = sizeof(header->magic), known = size < magic ? (size_t)size : magic;
  if (!known || memcmp(bytes, DLM_MAGIC, known) != 0)
    return report(problem, 0, "not a .dlm file: it does not begin with " DLM_MAGIC);
  if (size < sizeof(*header))
    return report(problem, size, "truncated: the header takes %u bytes", (unsigned)sizeof(*header));
  memcpy(header, bytes, sizeof(*header));
  if (header->version > DLM_VERSION)
    return report(problem, offsetof(dlm_header, version),
                  "format version %u is newer than this dlc reads (%u); use a newer dlc",
                  (unsigned)header->version, DLM_VERSION);
  if (header->version == 0)
    return report(problem, offsetof(dlm_header, version), "format version 0 does not exist");
  const uint64_t checksum = dlm_checksum(header, offsetof(dlm_header, header_checksum));
  if (checksum != header->header_checksum)
    return mismatch(problem, offsetof(dlm_header, header_checksum), "header", checksum,
                    header->header_checksum);
  if (header->flags)
    return report(problem, offsetof(dlm_header, flags), "unknown flags %016llx", (number)header->flags);
  if (header->reserved)
    return report(problem, offsetof(dlm_header, reserved), "reserved bytes are not zero");
  if (header->file_size > size)
    return report(problem, size, "truncated: the file should have %llu bytes", (number)header->file_size);
  if (header->file_size < size)
    return report(problem, header->file_size,
                  "bytes after the end of the model: the file should have %llu, has %llu",
                  (number)header->file_size, (number)size);
  if (header->index_offset % DLM_ALIGNMENT)
    return report(problem, offsetof(dlm_header, index_offset), "index offset %llu is not a multiple of %u",
                  (number)header->index_offset, DLM_ALIGNMENT);
  if (header->index_offset > size || header->index_size > size - header->index_offset)
    return report(problem, offsetof(dlm_header, index_offset),
                  "the index (offset %llu, size %llu) runs past the end of the file",
                  (number)header->index_offset, (number)header->index_size);
  /* Offsets in it have 32 bits, of which one is a sign. */
  if (header->index_size >= INT32_MAX)
    return report(problem, offsetof(dlm_header, index_size),
                  "the index has %llu bytes, more than the format allows", (number)header->index_size);
  return 1;
}

int dlm_check_index(const dlm_header *header, const void *index, dlm_problem *problem) {
  const uint64_t checksum = dlm_checksum(index, header->index_size);
  return checksum == header->index_checksum ||
         mismatch(problem, header->index_offset, "index", checksum, header->index_checksum);
}
