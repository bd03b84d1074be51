/* Temporary, fsync, rename, fsync of the directory: the order in which POSIX lets a crash lose nothing. */
#include "File.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(dlc_file *file, const char *what, int reason) {
  file->what = what;
  file->reason = reason;
  return 0;
}

/* How many bytes of a path name its directory, with the slash behind it; 0: it is in the working directory.
 */
static size_t directory_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1 : 0;
}

static char *join(const char *directory, size_t length, const char *name) {
  char *path = malloc(length + strlen(name) + 1);
  if (path) {
    memcpy(path, directory, length);
    strcpy(path + length, name);
  }
  return path;
}

/* What a path stands for when its last part is a link, whether that exists or not: renaming over a link would
 * replace the link. NULL with errno set. */
static char *follow(const char *path) {
  char *current = strdup(path), link[PATH_MAX];
  for (int links = 0; current; ++links) {
    ssize_t length = readlink(current, link, sizeof(link) - 1);
    if (length < 0)
      return current; /* no link */
    link[length] = '\0';
    char *next = links < 40 ? join(current, link[0] == '/' ? 0 : directory_length(current), link) : NULL;
    free(current);
    if (links == 40)
      errno = ELOOP;
    current = next;
  }
  return NULL;
}

int dlc_file_open(dlc_file *file, const char *path) {
  *file = (dlc_file){.descriptor = -1};
  struct stat existing;
  int exists = stat(path, &existing) == 0;
  if (!exists && errno != ENOENT)
    return failed(file, "cannot write", errno);
  /* Renaming over a device or a pipe would remove it. */
  if (exists && !S_ISREG(existing.st_mode))
    return failed(file, "cannot write: exists and is not a regular file", 0);
  file->target = follow(path);
  if (!file->target)
    return failed(file, "cannot follow the link", errno);

  /* The process id keeps processes apart, the number threads; a name left over by a crash is passed by. */
  char name[64];
  for (unsigned attempt = 0; file->descriptor < 0; ++attempt) {
    snprintf(name, sizeof(name), ".dlm-%ld-%u.tmp", (long)getpid(), attempt);
    free(file->temporary);
    file->temporary = join(file->target, directory_length(file->target), name);
    if (!file->temporary)
      return failed(file, "cannot write", ENOMEM);
    file->descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->descriptor < 0 && errno != EEXIST && errno != EINTR) {
      int reason = errno;
      free(file->temporary);
      file->temporary = NULL;
      return failed(file, "cannot create a temporary file beside it", reason);
    }
  }
  if (exists)
    (void)fchmod(file->descriptor, existing.st_mode & 07777); /* a file system may have no permissions */
  return 1;
}

int dlc_file_write(dlc_file *file, const void *bytes, uint64_t count) {
  for (const unsigned char *next = bytes; count;) {
    /* Linux writes at most 2 GiB less a page per call. */
    ssize_t done = write(file->descriptor, next, count < (1u << 30) ? count : (1u << 30));
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return failed(file, "cannot write", errno);
    next += done;
    count -= (uint64_t)done;
  }
  return 1;
}

/* Makes the new name durable. */
static int sync_directory(dlc_file *file) {
  size_t length = directory_length(file->target);
  char *name = length ? join(file->target, length, ".") : strdup(".");
  int descriptor = name ? open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  int reason = name ? errno : ENOMEM;
  free(name);
  /* A directory may be writable and not readable; the file itself is complete and in place. */
  if (descriptor < 0)
    return reason == EACCES
               ? 1
               : failed(file, "written, but cannot open its directory to make it durable", reason);
  int synced = fsync(descriptor);
  reason = errno;
  close(descriptor);
  /* EINVAL: the file system cannot sync directories, so there is nothing more to do. */
  return synced == 0 || reason == EINVAL
             ? 1
             : failed(file, "written, but cannot make its directory durable", reason);
}

int dlc_file_commit(dlc_file *file) {
  /* Before the rename, or a crash could leave the new name with old or no bytes. */
  if (fsync(file->descriptor) != 0)
    return failed(file, "cannot write", errno);
  int closed = close(file->descriptor);
  file->descriptor = -1;
  /* Some network file systems report a full disk only here. */
  if (closed != 0 && errno != EINTR)
    return failed(file, "cannot write", errno);
  if (rename(file->temporary, file->target) != 0)
    return failed(file, "cannot replace", errno);
  free(file->temporary);
  file->temporary = NULL;
  return sync_directory(file);
}

void dlc_file_close(dlc_file *file) {
  if (file->descriptor >= 0)
    close(file->descriptor);
  if (file->temporary)
    unlink(file->temporary);
  free(file->temporary);
  free(file->target);
  *file = (dlc_file){.descriptor = -1};
}

void dlc_file_describe(const dlc_file *file, char *text, size_t size) {
  snprintf(text, size, "%s%s%s", file->what, file->reason ? ": " : "",
           file->reason ? strerror(file->reason) : "");
}
