/* The runtime core: instances of Programs, with their variables, scratch memory and files. C with libc and
 * libm alone, the same for every model. dlc::Program wraps it; compiled libraries are linked with it: the
 * compiler emits a `dlc_face` and, for each function of their C header, a few instructions that call these.
 */
#ifndef DLC_SUPPORT_H
#define DLC_SUPPORT_H

#include "Threads.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A Program, and the fixed parts of the .dlm files that its library writes (Model/Manifest.h: ModelTemplate).
 */
typedef struct dlc_face {
  const dlc_program *program;
  const void *index;
  uint64_t index_size;
  const uint64_t *checksum_places; /* in the index, one a variable */
} dlc_face;

/* What a function returns. */
enum {
  DLC_OK = 0,
  DLC_ERROR_ARGUMENT = -1, /* NULL, a size below 1, no such variable, a wrong size, overlapping memory */
  DLC_ERROR_STATE = -2,    /* a variable has no value yet */
  DLC_ERROR_MEMORY = -3,
  DLC_ERROR_CPU = -4,    /* lacks what the code needs */
  DLC_ERROR_SYSTEM = -5, /* a file cannot be opened, read or written */
  DLC_ERROR_FILE = -6    /* not a .dlm, damaged, or of another model */
};

enum { DLC_SHARED, DLC_OWNED };

/* The state of one model: its variables, working memory and last message. One thread at a time. */
typedef struct dlc_instance {
  const dlc_program *program;
  const dlc_face *face; /* NULL: not of a library */
  void **variables;     /* NULL: has no value. Memory that is owned stays where it is */
  uint64_t *bytes;      /* of each variable */
  unsigned char *owned; /* DLC_SHARED: points into the Program, only read */
  void **table;         /* for run(), of the longest entry point */
  int64_t *sizes;    /* of the last call that was measured: named, then derived; of the longest entry point */
  int64_t *measured; /* for measure() */
  void *fixed_arena, *dynamic_arena;
  uint64_t fixed_arena_bytes, dynamic_arena_bytes;
  dlc_threads threads;
  int32_t broken; /* create's error; only message and destroy are possible */
  char message[1024];
} dlc_instance;

/* Makes an instance of a sound program. *result is NULL after an error. */
int32_t dlc_support_open(const dlc_program *program, const dlc_openmp *openmp, dlc_instance **result);
/* The same for a library. *result is NULL only if memory is short; after another error it can give its
 * message. */
int32_t dlc_support_create(const dlc_face *face, dlc_instance **result);
void dlc_support_destroy(dlc_instance *instance);
const char *dlc_support_message(const dlc_instance *instance);

/* Computes the derived sizes of an entry point, behind the named ones in instance->sizes. Refuses named sizes
 * below 1, and those for which a derived size is negative or a tensor or the arena too large. `bytes`, if not
 * NULL: of the dynamic arena. */
int32_t dlc_support_measure(dlc_instance *instance, int32_t entry, const int64_t *sizes, int64_t *bytes);
/* sizes: the named sizes. arguments: the entry point's inputs, then its outputs. The memory of an output must
 * not overlap that of another argument, nor may any that of a variable which the call writes. */
int32_t dlc_support_call(dlc_instance *instance, int32_t entry, const int64_t *sizes, void *const *arguments);
int32_t dlc_support_set_threads(dlc_instance *instance, int32_t count);
int32_t dlc_support_get_variable(dlc_instance *instance, const char *name, void *data, uint64_t bytes);
int32_t dlc_support_set_variable(dlc_instance *instance, const char *name, const void *data, uint64_t bytes);
/* Reads a .dlm file. All or nothing. Variables of an optimizer that it lacks get the values that
 * reset_optimizer, or else init, gives them; what it has of one beyond the program is ignored. */
int32_t dlc_support_load(dlc_instance *instance, const char *path);
/* The same from memory; `path` is for messages. */
int32_t dlc_support_load_bytes(dlc_instance *instance, const char *path, const void *bytes, uint64_t size);
int32_t dlc_support_save(dlc_instance *instance, const char *path);
const char *dlc_support_class_name(const dlc_face *face, int64_t label);

/* Sets variable number `index`, of which `data` holds all bytes. */
int32_t dlc_support_assign(dlc_instance *instance, int32_t index, const void *data);
/* Makes a variable one that may be written; its value stays, or is zero. */
int32_t dlc_support_own(dlc_instance *instance, int32_t index);
/* Gives variables of the optimizer that have no value the one that reset_optimizer, or else init, gives them.
 */
int32_t dlc_support_complete(dlc_instance *instance);

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
/* Bytes of a tensor in a call with these sizes, named and derived; UINT64_MAX if there cannot be so many. */
uint64_t dlc_support_tensor_bytes(const dlc_tensor_info *tensor, const int64_t *sizes);
/* Makes the variables of an entry point ready for it. */
int32_t dlc_support_prepare(dlc_instance *instance, const dlc_entry_info *entry);

#ifdef __cplusplus
}
#endif
#endif
