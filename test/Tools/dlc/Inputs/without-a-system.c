/* Trains LeNet for three steps, predicts, saves and loads, and writes what comes out as bytes: with a libc,
 * or, where the compiler has none (-ffreestanding -nostdlib), in arrays and by two calls of Linux's kernel,
 * or of the host of WebAssembly.
 */
#include "lenet.h"

#include <stddef.h>

enum { BATCH = 3, PIXELS = 28 * 28, STEPS = 3 };

static float image[BATCH * PIXELS], results[STEPS * 2 + 2 * BATCH * 10];
static int64_t label[BATCH];

#if __STDC_HOSTED__
#include <stdio.h>
#define SAVES_TO_MEMORY 0

static lenet_model *begin(void) {
  lenet_model *model;
  return lenet_create(&model) == LENET_OK ? model : NULL;
}

static int reload(lenet_model **model) {
  if (lenet_save(*model, "lenet-saved.dlm") != LENET_OK)
    return 0;
  lenet_destroy(*model);
  *model = begin();
  return lenet_load(*model, "lenet-saved.dlm") == LENET_OK;
}

static void report(const void *bytes, size_t count) { fwrite(bytes, count, 1, stdout); }
static void complain(const char *text) { fputs(text, stderr); }
#else
static unsigned char memory[1 << 22], second[1 << 22], saved[1 << 21];

/* At an odd place, and no larger than it says that it must be. With less, either no model is made, or what
 * does not fit says so, and can be done again with more. */
static lenet_model *begin(void) {
  lenet_model *model;
  const uint64_t bytes = lenet_instance_bytes(BATCH);
  if (bytes > sizeof(memory) - 1 || lenet_create_at(memory + 1, 500, &model) != LENET_ERROR_MEMORY || model ||
      lenet_create_at(NULL, bytes, &model) != LENET_ERROR_ARGUMENT || model ||
      lenet_create_at(memory + 1, bytes / 2, &model) != LENET_OK ||
      lenet_init(model, 7) != LENET_ERROR_MEMORY)
    return NULL;
  return lenet_create_at(memory + 1, bytes, &model) == LENET_OK ? model : NULL;
}

static int reload(lenet_model **model) {
  uint64_t needed;
  const uint64_t bytes = lenet_instance_bytes(BATCH);
  if (lenet_save_to(*model, NULL, 0, &needed) != LENET_ERROR_ARGUMENT || needed > sizeof(saved) ||
      lenet_save_to(*model, saved, needed, NULL) != LENET_OK)
    return 0;
  lenet_model *other;
  if (bytes > sizeof(second) || lenet_create_at(second, bytes, &other) != LENET_OK)
    return 0;
  *model = other;
  saved[needed / 2] ^= 1;
  if (lenet_load_from(other, saved, needed) != LENET_ERROR_FILE)
    return 0;
  saved[needed / 2] ^= 1;
  for (int i = 0; i < 3; ++i) /* it takes no more memory each time */
    if (lenet_load_from(other, saved, needed) != LENET_OK)
      return 0;
  return lenet_load_from(other, saved, needed - 1) == LENET_ERROR_FILE;
}

#if defined(__wasm__)
/* The host reads what it is told of. */
__attribute__((import_module("host"), import_name("report"))) void report(const void *bytes, size_t count);
__attribute__((import_module("host"), import_name("complain"))) void complain(const char *text);
#else
static long kernel(long number, long a, long b, long c) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
#else
  register long a7 __asm__("a7") = number, a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
#endif
}

#if defined(__x86_64__)
enum { WRITE = 1, EXIT = 60 };
__asm__(".globl _start\n_start: xor %ebp, %ebp\n and $-16, %rsp\n call start");
#elif defined(__aarch64__)
enum { WRITE = 64, EXIT = 93 };
__asm__(".globl _start\n_start: b start");
#else
enum { WRITE = 64, EXIT = 93 };
__asm__(".globl _start\n_start:\n.option push\n.option norelax\n la gp, __global_pointer$\n.option pop\n j "
        "start");
#endif

static void report(const void *bytes, size_t count) { kernel(WRITE, 1, (long)bytes, (long)count); }
static void complain(const char *text) {
  size_t length = 0;
  while (text[length])
    ++length;
  kernel(WRITE, 2, (long)text, (long)length);
}

int main(void);
__attribute__((used, noreturn)) void start(void) {
  kernel(EXIT, main(), 0, 0);
  __builtin_unreachable();
}

#endif

/* What a C compiler takes for granted. */
void *memset(void *to, int value, size_t count) {
  for (volatile unsigned char *next = to; count--;)
    *next++ = (unsigned char)value;
  return to;
}
void *memcpy(void *to, const void *from, size_t count) {
  const unsigned char *source = from;
  for (volatile unsigned char *next = to; count--;)
    *next++ = *source++;
  return to;
}
void *memmove(void *to, const void *from, size_t count) {
  const unsigned char *source = from;
  unsigned char *target = to;
  if ((uintptr_t)to - (uintptr_t)from >= count)
    return memcpy(to, from, count);
  while (count--)
    ((volatile unsigned char *)target)[count] = source[count];
  return to;
}
int memcmp(const void *a, const void *b, size_t count) {
  const volatile unsigned char *x = a, *y = b;
  for (; count--; ++x, ++y)
    if (*x != *y)
      return *x < *y ? -1 : 1;
  return 0;
}
#endif

static int run(lenet_model **model) {
  float *next = results;
  if (lenet_init(*model, 7) != LENET_OK)
    return 0;
  for (int i = 0; i < STEPS; ++i, next += 2)
    if (lenet_train_step(*model, BATCH, image, label, 0.05f, next, next + 1) != LENET_OK)
      return 0;
  if (lenet_predict(*model, BATCH, image, next) != LENET_OK || !reload(model))
    return 0;
  if (lenet_predict(*model, 0, image, next) != LENET_ERROR_ARGUMENT)
    return 0;
  return lenet_predict(*model, BATCH, image, next + BATCH * 10) == LENET_OK;
}

int main(void) {
  for (int i = 0; i < BATCH * PIXELS; ++i)
    image[i] = (float)(i * 37 % 101) / 101.0f;
  for (int i = 0; i < BATCH; ++i)
    label[i] = 3 * i;
  lenet_model *model = begin();
#ifdef SELFTEST
  if (!model || lenet_selftest(model) != LENET_OK) {
    complain(model ? lenet_message(model) : "no model");
    return 1;
  }
  return 0;
#endif
  if (!model || !run(&model)) {
    complain(model ? lenet_message(model) : "no model");
    return 1;
  }
  report(results, sizeof(results));
  return 0;
}
