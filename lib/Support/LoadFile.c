/* Loads files. Bytes are read, since a file that shrinks under a mapping ends the process; who knows that it
 * does not may have it mapped. */
#include "Load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int32_t read_file(dlc_reader *r, uint64_t offset, void *buffer, uint64_t count) {
  for (unsigned char *target = buffer; count;) {
    /* Linux reads at most 2 GiB less a page per call. */
    ssize_t got = pread(r->descriptor, target, count < (1u << 30) ? count : (1u << 30), (off_t)offset);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot read: %s", r->path, strerror(errno));
    if (got == 0)
      return dlc_support_fail(r->instance, DLC_ERROR_FILE, "%s: byte %llu: truncated", r->path,
                              (unsigned long long)offset);
    target += got;
    offset += (uint64_t)got;
    count -= (uint64_t)got;
  }
  return DLC_OK;
}

static int32_t open_file(dlc_reader *r) {
  struct stat status;
  r->descriptor = open(r->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (r->descriptor < 0 || fstat(r->descriptor, &status) != 0)
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot open: %s", r->path, strerror(errno));
  if (!S_ISREG(status.st_mode))
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot open: not a regular file", r->path);
  r->size = (uint64_t)status.st_size;
  return DLC_OK;
}

int32_t dlc_support_load(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "load: the path is NULL");
  dlc_reader r = {.instance = instance, .path = path, .read = read_file, .descriptor = -1};
  status = open_file(&r);
  if (!status)
    status = dlc_support_load_with(&r);
  if (r.descriptor >= 0)
    close(r.descriptor);
  return status;
}

/* Maps an open file. */
static int32_t map_file(dlc_reader *r) {
  if (r->size == 0) { /* nothing can be mapped, and nothing is read */
    r->bytes = (const unsigned char *)"";
    return DLC_OK;
  }
  void *mapping = mmap(NULL, (size_t)r->size, PROT_READ, MAP_PRIVATE, r->descriptor, 0);
  if (mapping == MAP_FAILED)
    return dlc_support_fail(r->instance, DLC_ERROR_SYSTEM, "%s: cannot map: %s", r->path, strerror(errno));
  r->bytes = mapping;
  return DLC_OK;
}

int32_t dlc_support_map(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "map: the path is NULL");
  dlc_reader r = {.instance = instance, .path = path, .descriptor = -1, .stays = 1};
  status = open_file(&r);
  if (!status)
    status = map_file(&r);
  if (!status)
    status = dlc_support_load_with(&r);
  if (r.descriptor >= 0)
    close(r.descriptor);
  /* Variables are in the new mapping and no longer in the old one, or the other way round. */
  void *unused = r.size ? (void *)r.bytes : NULL;
  uint64_t unused_bytes = r.size;
  if (r.is_taken) {
    unused = instance->mapping;
    unused_bytes = instance->mapping_bytes;
    instance->mapping = (void *)r.bytes;
    instance->mapping_bytes = r.size;
  }
  if (unused)
    munmap(unused, (size_t)unused_bytes);
  return status;
}
