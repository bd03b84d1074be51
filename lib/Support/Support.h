/* What stands behind the C functions of a compiled library: C with libc and libm alone, the same for every
 * model, linked into each. The compiler emits a `dlc_face` and, for each function of the C header, a few
 * instructions that call these. */
#ifndef DLC_SUPPORT_H
#define DLC_SUPPORT_H

#include "Threads.h"

#include <stdint.h>

/* A Program, and the fixed parts of the .dlm files that it writes (Model/Manifest.h: ModelTemplate). */
typedef struct dlc_face {
  const dlc_program *program;
  const void *index;
  uint64_t index_size;
  uint64_t index_offset;
  const uint64_t *checksum_places; /* in the index, one a variable */
  const uint64_t *segment_offsets; /* in the file, one a variable */
} dlc_face;

/* What a function returns. */
enum {
  DLC_OK = 0,
  DLC_ERROR_ARGUMENT = -1, /* NULL, a batch below 1, no such variable, a wrong size */
  DLC_ERROR_STATE = -2,    /* a variable has no value yet */
  DLC_ERROR_MEMORY = -3,
  DLC_ERROR_CPU = -4,    /* lacks what the code needs */
  DLC_ERROR_SYSTEM = -5, /* a file cannot be opened, read or written */
  DLC_ERROR_FILE = -6    /* not a .dlm, damaged, or of another model */
};

enum { DLC_SHARED, DLC_OWNED };

/* The state of one model: its variables, working memory and last message. One thread at a time. */
typedef struct dlc_instance {
  const dlc_face *face;
  void **variables;     /* NULL: has no value */
  unsigned char *owned; /* DLC_SHARED: points into the Program, only read */
  void **table;         /* for run(), of the longest entry point */
  void *fixed_arena, *batch_arena;
  uint64_t fixed_arena_bytes, batch_arena_bytes;
  dlc_threads threads;
  int32_t broken; /* create's error; only message and destroy are possible */
  char message[512];
} dlc_instance;

/* *result is NULL only if memory is short; after another error it can give its message. */
int32_t dlc_support_create(const dlc_face *face, dlc_instance **result);
void dlc_support_destroy(dlc_instance *instance);
const char *dlc_support_message(const dlc_instance *instance);

/* arguments: the entry point's inputs, then its outputs. */
int32_t dlc_support_call(dlc_instance *instance, int32_t entry, int64_t batch, void *const *arguments);
int32_t dlc_support_set_threads(dlc_instance *instance, int32_t count);
int32_t dlc_support_get_variable(dlc_instance *instance, const char *name, void *data, uint64_t bytes);
int32_t dlc_support_set_variable(dlc_instance *instance, const char *name, const void *data, uint64_t bytes);
int32_t dlc_support_load(dlc_instance *instance, const char *path);
int32_t dlc_support_save(dlc_instance *instance, const char *path);
const char *dlc_support_class_name(const dlc_face *face, int64_t label);

/* Below: between the files of this folder. */

/* The OpenMP run time that the program is linked with. */
dlc_openmp dlc_support_linked_openmp(void);
/* Sets the message, returns the status. */
int32_t dlc_support_fail(dlc_instance *instance, int32_t status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The status of an instance that cannot be used, else DLC_OK; clears the message. */
int32_t dlc_support_begin(dlc_instance *instance);
/* Aligned and zeroed; never NULL for 0 bytes. */
void *dlc_support_allocate(uint64_t bytes);
uint64_t dlc_support_variable_bytes(const dlc_variable_info *variable);
/* Gives variables of the optimizer that have no value the one that reset_optimizer gives them. */
int32_t dlc_support_complete(dlc_instance *instance);

#endif
