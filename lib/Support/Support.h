/* The runtime core: instances of Programs, with their variables, scratch memory and files, the same for every
 * model. dlc::Program wraps it; compiled libraries are linked with it: the compiler emits a `dlc_face` and,
 * for each function of their C header, a few instructions that call these.
 *
 * The core is freestanding C. What it needs of a system, memory, files and threads, is in files of their own,
 * of which there are two sets: System.c and its like with libc, and Freestanding.c with nothing but memory
 * that the caller brings.
 */
#ifndef DLC_SUPPORT_H
#define DLC_SUPPORT_H

#include "Format.h"
#include "Threads.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A Program, and the fixed parts of the .dlm files that its library writes (Model/Manifest.h: ModelTemplate).
 */
typedef struct dlc_face {
  const dlc_program *program; /* of the newest CPU; others are its fallbacks */
  const void *index;
  uint64_t index_size;
  const uint64_t *checksum_places;     /* in the index, one a variable */
  const struct dlc_selftest *selftest; /* NULL: it has none */
  /* The begin of the .safetensors files that it writes, and the variables whose bytes follow, in this order.
   */
  const void *weights_header;
  uint64_t weights_header_size;
  const int32_t *weights;
  int32_t weight_count;
} dlc_face;

/* One call of a self-test: its named sizes, its inputs, and then what its outputs were when the library was
 * made. */
typedef struct dlc_selftest_case {
  int32_t entry;
  int32_t reserved;
  const int64_t *sizes;
  const void *const *arguments;
  uint64_t result_bytes; /* of the outputs, each to the next place where another may begin */
} dlc_selftest_case;

/* What a library proves itself with: calls of one new instance, in this order. */
typedef struct dlc_selftest {
  int32_t initialises; /* 1: the first call is of the entry point `init`, with the seed 1 */
  int32_t count;
  const dlc_selftest_case *cases;
} dlc_selftest;

/* What a function returns. */
enum {
  DLC_OK = 0,
  DLC_ERROR_ARGUMENT = -1, /* NULL, a size below 1, no such variable, a wrong size, overlapping memory */
  DLC_ERROR_STATE = -2,    /* a variable has no value yet */
  DLC_ERROR_MEMORY = -3,
  DLC_ERROR_CPU = -4,    /* lacks what the code needs */
  DLC_ERROR_SYSTEM = -5, /* a file cannot be opened, read or written */
  DLC_ERROR_FILE = -6,   /* not a .dlm, damaged, or of another model */
  DLC_ERROR_RESULT = -7  /* of a self-test: a function does not compute what it did */
};

/* The state of one model: its variables, working memory and last message. One thread at a time. */
typedef struct dlc_instance {
  const dlc_program *program;
  const dlc_face *face; /* NULL: not of a library */
  void **variables;  /* NULL: has no value. Else in `memory`, or in the Program or `mapping` and only read */
  void **memory;     /* of each variable's own: NULL until it is first written, and then the same for good */
  uint64_t *bytes;   /* of each variable */
  void **table;      /* for run(), of the longest entry point */
  int64_t *sizes;    /* of the last call that was measured: named, then derived; of the longest entry point */
  int64_t *measured; /* for measure() */
  void *fixed_arena, *dynamic_arena;
  void *prepared; /* see dlc_program; NULL: no entry point that prepares was called yet */
  uint64_t fixed_arena_bytes, dynamic_arena_bytes;
  dlc_threads threads;
  void *mapping; /* of the file that was mapped last, or NULL; with a system */
  uint64_t mapping_bytes;
  unsigned char *free_memory, *end_of_memory; /* what is left of memory that the caller brought */
  int32_t broken;                             /* create's error; only message and destroy are possible */
  char message[1024];
} dlc_instance;

/* Makes an instance of a sound program. *result is NULL after an error. With a system. */
int32_t dlc_support_open(const dlc_program *program, const dlc_openmp *openmp, dlc_instance **result);
/* The same for a library. *result is NULL only if memory is short; after another error it can give its
 * message. With a system. */
int32_t dlc_support_create(const dlc_face *face, dlc_instance **result);
/* The same in memory of the caller, who may do with it what he likes afterwards. *result is NULL if it is too
 * little, which is all that can be wrong. Without a system: nobody asks the CPU what it can do. */
int32_t dlc_support_create_at(const dlc_face *face, void *memory, uint64_t bytes, dlc_instance **result);
/* How many bytes that takes, wherever they begin, for calls of up to `batch` examples; UINT64_MAX if no
 * memory is as large. Every entry point has no named size but the batch. */
uint64_t dlc_support_instance_bytes(const dlc_face *face, int64_t batch);
/* The same if no variable is ever written that has a value in the Program, but by entry points that learn. */
uint64_t dlc_support_least_instance_bytes(const dlc_face *face, int64_t batch);
/* The same with the code for the CPU of that name, of those that the library has code for; NULL: for that
 * which fits this one best. create takes the name from the environment variable DLC_CPU. */
int32_t dlc_support_create_for(const dlc_face *face, const char *cpu, dlc_instance **result);
/* The Program that an instance is of which create makes. With a system. */
const dlc_program *dlc_support_program(const dlc_face *face);
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
/* The same, but variables are read where they are in the file, which is mapped until the instance ends or
 * another is mapped. It must not change or become shorter. With a system. */
int32_t dlc_support_map(dlc_instance *instance, const char *path);
/* The same as load from memory; `path` is for messages. */
int32_t dlc_support_load_bytes(dlc_instance *instance, const char *path, const void *bytes, uint64_t size);
int32_t dlc_support_load_from(dlc_instance *instance, const void *bytes, uint64_t size);
int32_t dlc_support_save(dlc_instance *instance, const char *path);
/* Writes the same file into memory. `needed`, if not NULL, gets how many bytes it takes, also where there is
 * no space for them: memory may be NULL, then, and the status is that of an argument. */
int32_t dlc_support_save_to(dlc_instance *instance, void *memory, uint64_t space, uint64_t *needed);
/* Writes the weights of a library alone, without the state of an optimizer, as a .safetensors file. With a
 * system. */
int32_t dlc_support_export_weights(dlc_instance *instance, const char *path);
/* Calls the entry points of a library's self-test. The instance must be new, and is of no other use
 * afterwards. */
int32_t dlc_support_selftest(dlc_instance *instance);
/* Bytes that the self-test needs beside those of its calls. */
uint64_t dlc_support_selftest_bytes(const dlc_face *face);
const char *dlc_support_class_name(const dlc_face *face, int64_t label);

/* Sets variable number `index`, of which `data` holds all bytes. */
int32_t dlc_support_assign(dlc_instance *instance, int32_t index, const void *data);
/* Makes a variable one that may be written; its value stays, or is zero. */
int32_t dlc_support_own(dlc_instance *instance, int32_t index);
/* All that entry points have prepared is out of date: to be called when variables have changed, or are about
 * to, but by an entry point, which says what it makes out of date. */
void dlc_support_changed(dlc_instance *instance);
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
void *dlc_support_allocate(dlc_instance *instance, uint64_t bytes);
/* The same, but not zeroed: pages that nobody writes take no memory. */
void *dlc_support_allocate_unset(dlc_instance *instance, uint64_t bytes);
/* Gives it back: what was allocated last, first. NULL is allowed. */
void dlc_support_release(dlc_instance *instance, void *memory);
/* The same for the time of one function, given back last, first. */
void *dlc_support_borrow(dlc_instance *instance, uint64_t bytes);
void dlc_support_return(dlc_instance *instance, void *memory, uint64_t bytes);
/* Makes the arenas at least so large; what they held is lost. 0 if memory is short. */
int dlc_support_reserve(dlc_instance *instance, uint64_t fixed, uint64_t dynamic);
/* Another instance of the same Program, or NULL if there is no memory for one; and its end. */
dlc_instance *dlc_support_open_beside(dlc_instance *instance);
void dlc_support_close_beside(dlc_instance *other);
/* Fills in an instance that is all zeros. 0 if memory is short. */
int dlc_support_set_up(dlc_instance *instance, const dlc_program *program);
/* The lengths of `table`, and of `sizes` and `measured`. */
void dlc_support_lengths(const dlc_program *program, size_t *table, size_t *sizes);
/* What a library's model file is of: its segments, as many as there are variables and constants, which are
 * counted; its index, as long as the face says; and its version. */
size_t dlc_support_describe(const dlc_instance *instance, dlm_bytes *segments, void *index,
                            uint32_t *version);
/* Gives variables of the optimizer their first value, and refuses if another has none. `where` is for
 * messages. */
int32_t dlc_support_ready_to_save(dlc_instance *instance, const char *where);
/* Bytes of a tensor in a call with these sizes, named and derived; UINT64_MAX if there cannot be so many. */
uint64_t dlc_support_tensor_bytes(const dlc_tensor_info *tensor, const int64_t *sizes);
/* Makes the variables of an entry point ready for it. */
int32_t dlc_support_prepare(dlc_instance *instance, const dlc_entry_info *entry);

#ifdef __cplusplus
}
#endif
#endif
