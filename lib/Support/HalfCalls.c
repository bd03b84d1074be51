/* The functions of the compiler's own library that code for floats of 16 bits may call. Libraries carry them
 * by LLVM's names, with DLC_HALF_CALL(name) __##name; this process has functions of its own by those, so that
 * code here is linked with these by other names (lib/Target/Jit.cpp). */
#include "Half.h"

#include "Text.h"

#ifndef DLC_HALF_CALL
#define DLC_HALF_CALL(name) dlc_support_##name
#endif

/* Where C has no such types, the functions pass their bits. */
#ifdef __FLT16_MAX__
typedef _Float16 half;
typedef __bf16 brain;
#else
typedef uint16_t half, brain;
#endif

#define DLC_TRUNCATE(name, from, to, function)                                                               \
  to DLC_HALF_CALL(name)(from value);                                                                        \
  to DLC_HALF_CALL(name)(from value) {                                                                       \
    uint16_t bits = function((double)value);                                                                 \
    to result;                                                                                               \
    memcpy(&result, &bits, sizeof result);                                                                   \
    return result;                                                                                           \
  }

DLC_TRUNCATE(truncdfhf2, double, half, dlc_support_f64_to_f16)
DLC_TRUNCATE(truncsfhf2, float, half, dlc_support_f64_to_f16)
DLC_TRUNCATE(truncdfbf2, double, brain, dlc_support_f64_to_bf16)
DLC_TRUNCATE(truncsfbf2, float, brain, dlc_support_f64_to_bf16)

float DLC_HALF_CALL(extendhfsf2)(half value);
float DLC_HALF_CALL(extendhfsf2)(half value) {
  uint16_t bits;
  memcpy(&bits, &value, sizeof bits);
  return dlc_support_f16_to_f32(bits);
}
