/* A library proves on the machine that it is on that it computes what it did on the one that it was made on.
 * Rounding may differ with the instructions that a CPU has; by how much is far below what any fault makes. */
#include "Half.h"
#include "Support.h"
#include "Text.h"

/* How far a float may be from what it was, relative to the largest of the tensor. */
static double tolerance_of(int32_t type) {
  return type == DLC_F64                              ? 1e-6
         : type == DLC_F32                            ? 1e-3
         : type == DLC_F8E4M3FN || type == DLC_F8E5M2 ? 2.5e-1
                                                      : 5e-2;
}

static int is_float(int32_t type) {
  return type == DLC_F64 || type == DLC_F32 || type == DLC_F16 || type == DLC_BF16 || type == DLC_F8E4M3FN ||
         type == DLC_F8E5M2;
}

/* E5M2 is the upper half of an f16. E4M3FN has the digits of one with exponents that are 8 less. */
static double float8(int32_t type, uint8_t bits) {
  if (type == DLC_F8E5M2)
    return (double)dlc_support_f16_to_f32((uint16_t)(bits << 8));
  const double value =
      (double)dlc_support_f16_to_f32((uint16_t)((bits & 0x80) << 8 | (bits & 0x7f) << 7)) * 256;
  return (bits & 0x7f) == 0x7f ? (double)dlc_support_f16_to_f32(0x7e00) : value;
}

static double element(int32_t type, const void *data, uint64_t index) {
  if (type == DLC_F64)
    return ((const double *)data)[index];
  if (type == DLC_F32)
    return (double)((const float *)data)[index];
  if (type == DLC_F8E4M3FN || type == DLC_F8E5M2)
    return float8(type, ((const uint8_t *)data)[index]);
  const uint16_t bits = ((const uint16_t *)data)[index];
  if (type == DLC_F16)
    return (double)dlc_support_f16_to_f32(bits);
  const uint32_t wide = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &wide, sizeof(value));
  return (double)value;
}

static double magnitude(double value) { return value < 0 ? -value : value; }

/* The first element that is not what it was, or `count`. */
static uint64_t find_difference(int32_t type, const void *is, const void *was, uint64_t count,
                                uint64_t width) {
  uint64_t i = 0;
  if (!is_float(type)) {
    while (i < count &&
           memcmp((const char *)is + i * width, (const char *)was + i * width, (size_t)width) == 0)
      ++i;
    return i;
  }
  double largest = 0;
  for (uint64_t j = 0; j < count; ++j) {
    const double value = magnitude(element(type, was, j));
    largest = value > largest && value <= 1.7976931348623157e308 ? value : largest;
  }
  const double allowed = tolerance_of(type) * (largest > 0 ? largest : 1);
  for (; i < count; ++i) {
    const double a = element(type, is, i), b = element(type, was, i);
    const int both = a != a && b != b;
    if (!both && a != b && !(magnitude(a - b) <= allowed))
      break;
  }
  return i;
}

static uint64_t width_of(const dlc_tensor_info *tensor) {
  static const unsigned char bits[] = {
#define DLC_ELEMENT_TYPE(value, ID, name, mlir, kind, bits, ...) [DLC_##ID] = bits,
#include "dlc/element_types.def"
  };
  return bits[tensor->dtype] / 8;
}

static int32_t compare(dlc_instance *instance, const dlc_entry_info *entry, const dlc_tensor_info *output,
                       const void *is, const void *was) {
  const uint64_t width = width_of(output);
  const uint64_t count = dlc_support_tensor_bytes(output, instance->sizes) / width;
  const uint64_t at = find_difference(output->dtype, is, was, count, width);
  return at == count ? DLC_OK
                     : dlc_support_fail(instance, DLC_ERROR_RESULT,
                                        "self-test: entry '%s': element %llu of '%s' is not what it was when "
                                        "the library was made",
                                        entry->name, (unsigned long long)at, output->name);
}

/* `table` has the inputs and space for what is computed. */
static int32_t run_case(dlc_instance *instance, const dlc_selftest_case *test, void **table, char *results) {
  const dlc_entry_info *entry = &instance->program->entries[test->entry];
  int32_t status = dlc_support_measure(instance, test->entry, test->sizes, NULL);
  if (status)
    return status;
  for (int32_t i = 0; i < entry->input_count; ++i)
    table[i] = (void *)test->arguments[i]; /* only read */
  char *next = results;
  for (int32_t i = 0; i < entry->output_count; ++i) {
    table[entry->input_count + i] = next;
    next += (dlc_support_tensor_bytes(&entry->outputs[i], instance->sizes) + DLC_ARENA_ALIGNMENT - 1) /
            DLC_ARENA_ALIGNMENT * DLC_ARENA_ALIGNMENT;
  }
  status = dlc_support_call(instance, test->entry, test->sizes, table);
  for (int32_t i = 0; !status && i < entry->output_count; ++i)
    status = compare(instance, entry, &entry->outputs[i], table[entry->input_count + i],
                     test->arguments[entry->input_count + i]);
  return status;
}

static int32_t init(dlc_instance *instance) {
  const dlc_program *program = instance->program;
  int64_t seed = 1;
  const int64_t sizes[] = {1};
  void *arguments[] = {&seed};
  for (int32_t i = 0; i < program->entry_count; ++i)
    if (program->entries[i].role == DLC_ENTRY_INIT)
      return dlc_support_call(instance, i, sizes, arguments);
  return dlc_support_fail(instance, DLC_ERROR_STATE, "self-test: there is no entry 'init'");
}

/* What the outputs of the largest case take. */
static uint64_t result_bytes(const dlc_face *face) {
  uint64_t most = 0;
  for (int32_t i = 0; i < face->selftest->count; ++i)
    most = face->selftest->cases[i].result_bytes > most ? face->selftest->cases[i].result_bytes : most;
  return most;
}

static uint64_t table_bytes(const dlc_face *face) {
  size_t table, sizes;
  dlc_support_lengths(face->program, &table, &sizes);
  return table * sizeof(void *);
}

uint64_t dlc_support_selftest_bytes(const dlc_face *face) {
  return face->selftest ? result_bytes(face) + table_bytes(face) + 2 * DLC_ARENA_ALIGNMENT : 0;
}

int32_t dlc_support_selftest(dlc_instance *instance) {
  int32_t status = dlc_support_begin(instance);
  if (status)
    return status;
  const dlc_face *face = instance->face;
  const uint64_t first = table_bytes(face), second = result_bytes(face);
  if (face->selftest->initialises)
    status = init(instance);
  void **table = dlc_support_borrow(instance, first);
  char *results = table ? dlc_support_borrow(instance, second) : NULL;
  if (!status && !results)
    status = dlc_support_fail(instance, DLC_ERROR_MEMORY, "self-test: no memory for what is computed");
  for (int32_t i = 0; !status && i < face->selftest->count; ++i)
    status = run_case(instance, &face->selftest->cases[i], table, results);
  dlc_support_return(instance, results, second);
  dlc_support_return(instance, table, first);
  return status;
}
