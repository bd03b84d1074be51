/* Floats of 16 bits in arithmetic on integers. Which conversions LLVM's code generator calls a function for
 * is its own choice, by CPU and by what it merges; those functions are in no library that a compiled model
 * needs. */
#include "Half.h"

#include "Text.h"

/* To the nearest, of two that are equally near to the even one. `digits`: bits of the fraction. */
static uint16_t narrow(double value, int digits, int exponent_bits) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint16_t sign = (uint16_t)(bits >> 63 << 15);
  bits &= ~(UINT64_C(1) << 63);
  const uint64_t infinity = ((UINT64_C(1) << exponent_bits) - 1) << digits;
  const uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
  const int exponent = (int)(bits >> 52);
  if (exponent == 0x7ff) /* NaN stays one, and becomes quiet */
    return (uint16_t)(sign | infinity |
                      (fraction ? UINT64_C(1) << (digits - 1) | fraction >> (52 - digits) : 0));
  /* Above the least exponent of a normal number; below it, the fraction has fewer digits. */
  const int above = exponent - 1023 + (1 << (exponent_bits - 1)) - 2;
  const int dropped = 52 - digits + (above < 0 ? -above : 0);
  if (!exponent || dropped > 53)
    return sign; /* below half of the least */
  const uint64_t number = fraction | UINT64_C(1) << 52;
  uint64_t kept = number >> dropped;
  const uint64_t rest = number & ((UINT64_C(1) << dropped) - 1), half = UINT64_C(1) << (dropped - 1);
  kept += rest > half || (rest == half && (kept & 1));
  /* What rounding carries goes into the exponent. The first digit of a normal number is not stored. */
  const uint64_t magnitude = kept + ((uint64_t)(above > 0 ? above : 0) << digits);
  return (uint16_t)(sign | (magnitude < infinity ? magnitude : infinity));
}

uint16_t dlc_support_f64_to_f16(double value) { return narrow(value, 10, 5); }
uint16_t dlc_support_f64_to_bf16(double value) { return narrow(value, 7, 8); }

float dlc_support_f16_to_f32(uint16_t bits) {
  uint32_t result = (uint32_t)(bits & 0x7fff) << 13;
  float value;
  memcpy(&value, &result, sizeof value);
  value *= 0x1p112f; /* exponents count from 15, and from 127 */
  if ((bits & 0x7fff) < 0x7c00)
    memcpy(&result, &value, sizeof result);
  else
    result |= UINT32_C(0x7f800000) | (result & 0x7fffff ? UINT32_C(0x400000) : 0);
  result |= (uint32_t)(bits & 0x8000) << 16;
  memcpy(&value, &result, sizeof value);
  return value;
}
