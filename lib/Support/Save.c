/* Writes the variables of an instance as a .dlm file: to a temporary beside the target, synced and renamed,
 * so that a failure leaves what was there. The index comes ready-made from the compiler; only checksums are
 * filled in. */
#include "Format.h"
#include "Support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct writer {
  dlc_instance *instance;
  const char *path; /* as the caller spells it, for messages */
  char *target;     /* with links followed */
  char *temporary;
  int descriptor;
  uint64_t position;
} writer;

static int32_t failed(writer *w, const char *what) {
  return dlc_support_fail(w->instance, DLC_ERROR_SYSTEM, "%s: %s: %s", w->path, what, strerror(errno));
}

static int32_t put(writer *w, const void *bytes, uint64_t count) {
  for (const unsigned char *next = bytes; count;) {
    ssize_t done = write(w->descriptor, next, count < (1u << 30) ? count : (1u << 30));
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return failed(w, "cannot write");
    next += done;
    count -= (uint64_t)done;
    w->position += (uint64_t)done;
  }
  return DLC_OK;
}

/* Fills with zeros up to an offset that is less than one alignment away. */
static int32_t pad(writer *w, uint64_t offset) {
  static const unsigned char zeros[DLM_ALIGNMENT];
  return put(w, zeros, offset - w->position);
}

/* Decides what will be replaced, and opens a new file beside it. */
static int32_t open_temporary(writer *w) {
  struct stat existing;
  int exists = stat(w->path, &existing) == 0;
  if (!exists && errno != ENOENT)
    return failed(w, "cannot write");
  if (exists && !S_ISREG(existing.st_mode))
    return dlc_support_fail(w->instance, DLC_ERROR_SYSTEM,
                            "%s: cannot write: exists and is not a regular file", w->path);
  /* Renaming over a link would replace the link and leave the file that it stands for. */
  w->target = exists ? realpath(w->path, NULL) : strdup(w->path);
  if (!w->target)
    return failed(w, "cannot write");
  size_t length = strlen(w->target) + 48;
  w->temporary = malloc(length);
  if (!w->temporary)
    return dlc_support_fail(w->instance, DLC_ERROR_MEMORY, "%s: no memory to save it", w->path);
  for (unsigned attempt = 0; w->descriptor < 0; ++attempt) {
    snprintf(w->temporary, length, "%s.%ld-%u.tmp", w->target, (long)getpid(), attempt);
    w->descriptor = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (w->descriptor < 0 && errno != EEXIST && errno != EINTR) {
      w->temporary[0] = '\0';
      return failed(w, "cannot create a temporary file beside it");
    }
  }
  if (exists)
    (void)fchmod(w->descriptor, existing.st_mode & 07777); /* a file system may have no permissions */
  return DLC_OK;
}

static int32_t write_all(writer *w, unsigned char *index) {
  const dlc_face *face = w->instance->face;
  int32_t count = face->program->variable_count;
  for (int32_t i = 0; i < count; ++i) {
    uint64_t checksum =
        XXH3_64bits(w->instance->variables[i], dlc_support_variable_bytes(&face->program->variables[i]));
    memcpy(index + face->checksum_places[i], &checksum, sizeof(checksum));
  }
  dlm_header header = {.version = DLM_VERSION,
                       .index_offset = face->index_offset,
                       .index_size = face->index_size,
                       .index_checksum = XXH3_64bits(index, face->index_size),
                       .file_size = face->index_offset + face->index_size};
  memcpy(header.magic, DLM_MAGIC, sizeof(header.magic));
  header.header_checksum = XXH3_64bits(&header, offsetof(dlm_header, header_checksum));

  int32_t status = put(w, &header, sizeof(header));
  for (int32_t i = 0; !status && i < count; ++i) {
    status = pad(w, face->segment_offsets[i]);
    if (!status)
      status = put(w, w->instance->variables[i], dlc_support_variable_bytes(&face->program->variables[i]));
  }
  if (!status)
    status = pad(w, face->index_offset);
  return status ? status : put(w, index, face->index_size);
}

/* Makes the new name durable. */
static int32_t sync_directory(writer *w) {
  char *slash = strrchr(w->target, '/');
  const char *directory = slash == w->target ? "/" : slash ? w->target : ".";
  if (slash && slash != w->target)
    *slash = '\0';
  int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return errno == EACCES ? DLC_OK : failed(w, "written, but cannot open its directory to make it durable");
  int32_t status = DLC_OK;
  /* EINVAL: the file system cannot sync directories, so there is nothing more to do. */
  if (fsync(descriptor) != 0 && errno != EINVAL)
    status = failed(w, "written, but cannot make its directory durable");
  close(descriptor);
  return status;
}

static int32_t commit(writer *w) {
  if (fsync(w->descriptor) != 0)
    return failed(w, "cannot write");
  int closed = close(w->descriptor);
  w->descriptor = -1;
  /* Some network file systems report a full disk only here. */
  if (closed != 0 && errno != EINTR)
    return failed(w, "cannot write");
  if (rename(w->temporary, w->target) != 0)
    return failed(w, "cannot replace");
  w->temporary[0] = '\0';
  return sync_directory(w);
}

int32_t dlc_support_save(dlc_instance *instance, const char *path) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  if (!path)
    return dlc_support_fail(instance, DLC_ERROR_ARGUMENT, "save: the path is NULL");
  status = dlc_support_complete(instance);
  if (status)
    return status;
  const dlc_face *face = instance->face;
  for (int32_t i = 0; i < face->program->variable_count; ++i)
    if (!instance->variables[i])
      return dlc_support_fail(instance, DLC_ERROR_STATE,
                              "%s: cannot save: variable '%s' has no value yet: init or load first", path,
                              face->program->variables[i].tensor.name);
  unsigned char *index = malloc(face->index_size + 1);
  if (!index)
    return dlc_support_fail(instance, DLC_ERROR_MEMORY, "%s: no memory to save it", path);
  memcpy(index, face->index, face->index_size);

  writer w = {instance, path, NULL, NULL, -1, 0};
  status = open_temporary(&w);
  if (!status)
    status = write_all(&w, index);
  if (!status)
    status = commit(&w);
  if (w.descriptor >= 0)
    close(w.descriptor);
  if (w.temporary && w.temporary[0])
    unlink(w.temporary);
  free(w.temporary);
  free(w.target);
  free(index);
  return status;
}
