/* A file that appears complete or not at all: bytes go to a temporary beside the target, which replaces the
 * target only once everything has reached the disk. A failure leaves what was there before. */
#ifndef DLC_SUPPORT_FILE_H
#define DLC_SUPPORT_FILE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One pending replacement of a file. Independent of all others, even for one target: the last commit wins. */
typedef struct dlc_file {
  char *target;    /* with links followed */
  char *temporary; /* NULL: there is none (any more) */
  int descriptor;
  const char *what; /* after a failure: what could not be done */
  int reason;       /* and why, as errno has it; 0: `what` says all */
} dlc_file;

/* These return 1, or 0 after a failure. In any case dlc_file_close ends what dlc_file_open began. */

/* Creates the temporary. A symbolic link is followed; a target that is not a regular file is refused. An
 * existing target passes its permissions on. */
int dlc_file_open(dlc_file *file, const char *path);
/* Appends. */
int dlc_file_write(dlc_file *file, const void *bytes, uint64_t count);
/* Makes the bytes durable and puts them in the target's place. */
int dlc_file_commit(dlc_file *file);
/* Discards the temporary, unless it was committed. */
void dlc_file_close(dlc_file *file);

/* Writes "WHAT: REASON" of a failure. */
void dlc_file_describe(const dlc_file *file, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
