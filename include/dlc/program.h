/* The Program: what the compiler emits and everything that runs it knows. Plain C, versioned, position
 * independent.
 *
 * The compiler emits one constant `dlc_program` into the object code. In-process compilation looks it up, a
 * compiled library gives it through its function NAME_program, and the typed C header is a thin face over it.
 * All pointers are to constant data that lives as long as the code. A Program has no state: variables and
 * arenas belong to whoever calls it, so that instances are independent and threads may run different
 * instances at once. */
#ifndef DLC_PROGRAM_H
#define DLC_PROGRAM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DLC_PROGRAM_MAGIC 0x50434c44u /* "DLCP" in little endian */
#define DLC_PROGRAM_VERSION 6u
/* In a shape: size number k of the entry point is DLC_SIZE(k); the batch is always the first one. */
#define DLC_SIZE(k) (-1 - (k))
#define DLC_BATCH DLC_SIZE(0)
#define DLC_ARENA_ALIGNMENT 64

/* Element types; the values are those of the .dlm container. */
enum {
#define DLC_ELEMENT_TYPE(value, ID, ...) DLC_##ID = value,
#include "dlc/element_types.def"
};

/* What entry points and their inputs are for: 0, or one of these. */
enum {
#define DLC_ENTRY_ROLE(value, ID, name, text) DLC_ENTRY_##ID = value,
#define DLC_INPUT_ROLE(value, ID, name, text) DLC_INPUT_##ID = value,
#include "dlc/roles.def"
};

/* What a variable is for: trained, state that is not, or what a learning rule remembers. */
enum { DLC_PARAMETER = 0, DLC_BUFFER = 1, DLC_OPTIMIZER = 2 };
/* Of a buffer: it is the key and the counter of random numbers. */
enum { DLC_RANDOM_STATE = 1 };

/* A tensor: row-major, dense. A negative entry of the shape of an input or an output is a size of the entry
 * point, see DLC_SIZE. */
typedef struct dlc_tensor_info {
  const char *name;
  int32_t dtype;
  int32_t rank;
  const int64_t *shape;
  int32_t role; /* of an input */
  int32_t reserved;
} dlc_tensor_info;

typedef struct dlc_variable_info {
  dlc_tensor_info tensor;
  int32_t role;
  int32_t purpose;     /* DLC_RANDOM_STATE, or 0 */
  const void *initial; /* its value in the file that was compiled, 64-byte aligned; NULL: there is none */
} dlc_variable_info;

/* One entry point. Its sizes are the named ones, which a call gives, and the derived ones, which are computed
 * of those: `2 * sequence - 1`. Each named size is 1 or more, each derived one 0 or more.
 *
 * `run` takes the named sizes and a table of pointers in this order: inputs, outputs, the variables listed
 * here, the prepared memory if the entry point `prepares`, the fixed arena, the dynamic arena. Inputs are
 * only read; outputs are written whole; variables are updated in place if the entry point `writes`, else only
 * read. Arenas are aligned to DLC_ARENA_ALIGNMENT, hold `fixed_arena_bytes` and what the sizes demand, and
 * keep nothing between calls. The prepared memory, aligned like them, keeps what the code computes of
 * variables alone, for all entry points and one set of variables. Its first `prepared_count` bytes are flags,
 * 0 at the beginning, that code sets. Whoever runs an entry point is to set those that it has `outdated` back
 * to 0 afterwards, and whoever changes a variable otherwise all of them.
 *
 * `measure` takes the named sizes and writes 1 + derived_count numbers: the bytes of the dynamic arena, and
 * the derived sizes. A negative number means that these sizes are refused. It is NULL where `batch` is the
 * only size: then the dynamic arena has `batch_arena_bytes` · batch. */
typedef struct dlc_entry_info {
  const char *name;
  int32_t role;
  int32_t size_count;            /* named sizes; at least 1 */
  int32_t derived_count;         /* sizes behind them */
  int32_t prepares;              /* 1: the prepared memory is in its table */
  const char *const *size_texts; /* of the named sizes: "batch", then the others; then of the derived ones */
  int32_t input_count;
  int32_t output_count;
  const dlc_tensor_info *inputs;
  const dlc_tensor_info *outputs;
  int32_t variable_count;
  int32_t writes;           /* 0: the code only reads its variables; 1: it may write any of them */
  const int32_t *variables; /* indices into the Program's variables, ascending */
  int64_t fixed_arena_bytes;
  int64_t batch_arena_bytes; /* without `measure` */
  const int32_t *outdated;   /* indices of flags, behind the last of which is -1; NULL: none */
  void (*measure)(const int64_t *sizes, int64_t *results);
  void (*run)(const int64_t *sizes, void *const *table);
} dlc_entry_info;

/* A constant that the text of the graph names, `dense_resource<name>`, and does not spell out. */
typedef struct dlc_constant_info {
  dlc_tensor_info tensor;
  const void *data;
} dlc_constant_info;

typedef struct dlc_program {
  uint32_t magic;
  uint32_t version;
  const char *name;         /* of the model */
  const char *cpu;          /* that the code was made for, as LLVM names it */
  const char *cpu_features; /* that the code needs, comma-separated, as LLVM names them */
  const char *graph;        /* the network as text, as it is stored in a .dlm */
  int32_t parallel;         /* 1: the code uses OpenMP */
  int32_t variable_count;
  const dlc_variable_info *variables;
  int32_t entry_count;
  int32_t class_count; /* 0: the model names no classes */
  const dlc_entry_info *entries;
  const char *const *class_names;
  int32_t normalization_count; /* channels of mean and stddev; 0: pixels stay in 0…1 */
  int32_t graph_version;       /* of the dialects, in which `graph` is written */
  const float *mean;
  const float *stddev;
  int32_t constant_count;
  int32_t prepared_count; /* flags in the prepared memory */
  const dlc_constant_info *constants;
  int64_t prepared_bytes; /* of the prepared memory; 0: no entry point prepares anything */
  /* The same model for a CPU that has less, with the same variables and constants: only `cpu`,
   * `cpu_features`, the entry points and the prepared memory are others. NULL: there is none. */
  const struct dlc_program *fallback;
} dlc_program;

#ifdef __cplusplus
}
#endif
#endif /* DLC_PROGRAM_H */
