/* Stands for the thread sanitizer's run time, and checks what libnarrow reports to it: that every byte of the input
 * is read, every byte of the outputs is written, and nothing beside them. Nothing is synchronised: for a library
 * without threads. */
#include "libnarrow.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 5, BESIDE = 64 };

/* An array with space on both sides, and what was reported of it. */
#define ARRAY(columns)                                                                                       \
  struct {                                                                                                   \
    _Alignas(64) float before[BESIDE], values[BATCH * columns], behind[BESIDE];                              \
  }
static ARRAY(7) x, z;
static ARRAY(21) y;
static unsigned char is_read[3][sizeof y], is_written[3][sizeof y];

static void report(const void *address, size_t bytes, unsigned char marks[3][sizeof y]) {
  const char *starts[] = {(char *)&x, (char *)&y, (char *)&z};
  const size_t sizes[] = {sizeof x, sizeof y, sizeof z};
  for (int i = 0; i < 3; ++i)
    for (size_t k = 0; k < bytes; ++k)
      if ((const char *)address + k >= starts[i] && (const char *)address + k < starts[i] + sizes[i])
        marks[i][(const char *)address + k - starts[i]] = 1;
}

#define REPORTED(name, bytes)                                                                                \
  void __tsan_read##name(void *address) { report(address, bytes, is_read); }                                 \
  void __tsan_write##name(void *address) { report(address, bytes, is_written); }                             \
  void __tsan_unaligned_read##name(void *address) { report(address, bytes, is_read); }                       \
  void __tsan_unaligned_write##name(void *address) { report(address, bytes, is_written); }                   \
  void __tsan_read_write##name(void *address) {                                                              \
    report(address, bytes, is_read);                                                                         \
    report(address, bytes, is_written);                                                                      \
  }
REPORTED(1, 1)
REPORTED(2, 2)
REPORTED(4, 4)
REPORTED(8, 8)
REPORTED(16, 16)
void __tsan_read_range(void *address, size_t bytes) { report(address, bytes, is_read); }
void __tsan_write_range(void *address, size_t bytes) { report(address, bytes, is_written); }
void __tsan_init(void) {}
void __tsan_func_entry(void *caller) { (void)caller; }
void __tsan_func_exit(void) {}
void *__tsan_memset(void *to, int value, size_t bytes) {
  report(to, bytes, is_written);
  return memset(to, value, bytes);
}
void *__tsan_memcpy(void *to, const void *from, size_t bytes) {
  report(from, bytes, is_read);
  report(to, bytes, is_written);
  return memcpy(to, from, bytes);
}

/* How many bytes of the array are reported, and how many beside it. */
static void tell(const char *what, const unsigned char *marks, size_t columns) {
  const size_t beside = BESIDE * sizeof(float), bytes = BATCH * columns * sizeof(float);
  size_t in = 0, out = 0, i;
  for (i = 0; i < sizeof y; ++i)
    if (i >= beside && i < beside + bytes)
      in += marks[i];
    else
      out += marks[i];
  printf("%s: %zu of %zu, beside %zu\n", what, in, bytes, out);
}

int main(void) {
  narrow_model *model;
  if (narrow_create(&model) || narrow_init(model, 1))
    return 1;
  memset(is_read, 0, sizeof is_read);
  memset(is_written, 0, sizeof is_written);
  if (narrow_predict(model, BATCH, x.values, y.values, z.values))
    return 1;
  tell("x read", is_read[0], 7);
  tell("x written", is_written[0], 7);
  tell("y written", is_written[1], 21);
  tell("z written", is_written[2], 7);
  narrow_destroy(model);
  return 0;
}
