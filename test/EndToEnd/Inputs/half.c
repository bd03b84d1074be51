/* Every f16 and what lies between it and the next, by the functions of libhalf: each conversion is exact or
 * rounds once, to the nearest, of two that are equally near to the even one. */
#include "libhalf.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COUNT = 65536 };

static double f64[COUNT], wide[COUNT];
static float f32[COUNT], single[COUNT];
static uint16_t f16[COUNT], half[COUNT], brain[COUNT], narrow[COUNT], narrow_brain[COUNT], whole[COUNT];
static int64_t i64[COUNT], count[COUNT];
static int failures;

static void expect(const char *what, int at, unsigned got, unsigned expected) {
  if (got != expected && ++failures < 10)
    printf("%s of %d: %#x, not %#x\n", what, at, got, expected);
}

/* By its meaning: no conversion of the compiler's. */
static double value_of(unsigned bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const double size = exponent == 31  ? fraction ? NAN : INFINITY
                      : exponent == 0 ? ldexp(fraction, -24)
                                      : ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -size : size;
}

static int same(double a, double b) { return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b)); }

static int cast(half_model *model) {
  return half_casts(model, COUNT, f64, f32, f16, i64, half, brain, narrow, narrow_brain, wide, single, whole,
                    count) == 0;
}

int main(void) {
  half_model *model;
  if (half_create(&model) != 0 || half_init(model, 1) != 0)
    return printf("%s\n", half_message(model)), 1;
  for (int i = 0; i < COUNT; ++i) {
    f16[i] = (uint16_t)i;
    f64[i] = value_of((unsigned)i);
    f32[i] = (float)f64[i];
    i64[i] = i - COUNT / 2;
  }
  if (!cast(model))
    return printf("%s\n", half_message(model)), 1;
  for (int i = 0; i < COUNT; ++i) {
    if (!same(wide[i], f64[i]) || !same(single[i], f64[i]))
      expect("wide", i, 0, 1);
    if (!isnan(f64[i])) {
      expect("half", i, half[i], (unsigned)i);
      expect("narrow", i, narrow[i], (unsigned)i);
    } else {
      expect("NaN", i, (half[i] & 0x7fff) > 0x7c00, 1);
      expect("NaN", i, (narrow[i] & 0x7fff) > 0x7c00, 1);
    }
    if (fabs(f64[i]) < 65536 && count[i] != (int64_t)f64[i])
      expect("count", i, (unsigned)count[i], (unsigned)f64[i]);
    const double number = value_of(whole[i]), error = fabs(number - (double)i64[i]);
    expect("whole", i, error <= fmax(0, ldexp(1, ilogb(fmax(1, fabs(number))) - 11)), 1);
  }
  /* The middle of each and the next, and by the least amount on either side of it. Between the largest and
   * infinity lies what would be the next one. */
  for (int side = -1; side <= 1; ++side) {
    for (int i = 0; i < COUNT; ++i) {
      const unsigned size = i & 0x7fff;
      const double next = size == 0x7bff ? 65536 : value_of(size + 1);
      double middle = size < 0x7c00 ? (value_of(size) + next) / 2 : INFINITY;
      float middle32 = (float)middle; /* exact */
      if (side && size < 0x7c00) {
        middle = nextafter(middle, side * INFINITY);
        middle32 = nextafterf(middle32, (float)side * INFINITY);
      }
      f64[i] = i & 0x8000 ? -middle : middle;
      f32[i] = i & 0x8000 ? -middle32 : middle32;
    }
    if (!cast(model))
      return printf("%s\n", half_message(model)), 1;
    for (int i = 0; i < COUNT; ++i) {
      const unsigned size = i & 0x7fff, up = side > 0 || (side == 0 && (size & 1));
      const unsigned right = (i & 0x8000) | (size < 0x7c00 ? size + up : 0x7c00);
      expect("middle of f64", i, half[i], right);
      expect("middle of f32", i, narrow[i], right);
    }
  }
  /* bf16 is the upper half of an f32: its middles are f32, and those moved by the least f64 amount are not.
   */
  for (int side = -1; side <= 1; ++side) {
    for (int i = 0; i < COUNT; ++i) {
      const uint32_t bits = (uint32_t)i << 16 | 0x8000;
      memcpy(&f32[i], &bits, sizeof bits);
      f64[i] = (double)f32[i] * (1 + side * 0x1p-52);
      f32[i] = nextafterf(f32[i], f32[i] < 0 ? -side * INFINITY : side * INFINITY);
      if (!side)
        memcpy(&f32[i], &bits, sizeof bits);
    }
    if (!cast(model))
      return printf("%s\n", half_message(model)), 1;
    for (int i = 0; i < COUNT; ++i)
      if ((i & 0x7fff) < 0x7f80 && (i & 0x7fff) >= 0x80) {
        const unsigned right = (unsigned)i + (side > 0 || (side == 0 && (i & 1)));
        expect("middle of f64 to bf16", i, brain[i], right);
        expect("middle of f32 to bf16", i, narrow_brain[i], right);
      }
  }

  /* 0.5 and 0.5 + 0.25; the numbers of a row are small enough for tanh to be theirs. */
  uint16_t x[4] = {0x3800, 0x3400, 0x8000, 0x8001}, y[4];
  const uint8_t other = 0;
  if (half_sums(model, 2, x, other, y) != 0)
    return printf("%s\n", half_message(model)), 1;
  printf("sums %.4f %.4f %g %g\n", value_of(y[0]), value_of(y[1]), value_of(y[2]), value_of(y[3]));

  uint16_t rows[8] = {0x3c00, 0x4000, 0x4200, 0x3c00, 0xbc00, 0x0001, 0x7c00, 0x0000}, product[8],
           transposed[8], by[16] = {0}, same_rows[8];
  for (int i = 0; i < 4; ++i)
    by[5 * i] = 0x3c00;
  by[1] = 0x3800;
  by[14] = 0x0000;
  rows[6] = 0x4400;
  if (half_moves(model, 2, rows, by, product, transposed, same_rows) != 0)
    return printf("%s\n", half_message(model)), 1;
  printf("products");
  for (int i = 0; i < 8; ++i)
    printf(" %g", value_of(product[i]));
  printf("\ncolumns");
  for (int i = 0; i < 8; ++i)
    printf(" %g", value_of(transposed[i]));
  printf("\nrows");
  for (int i = 0; i < 8; ++i)
    printf(" %g", value_of(same_rows[i]));
  printf("\nfailures %d\n", failures);
  half_destroy(model);
  return failures != 0;
}
