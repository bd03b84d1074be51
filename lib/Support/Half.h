/* Conversions of floats of 16 bits, which are given by their bits: rounded once, to the nearest, of two that
 * are equally near to the even one. An f32 is an f64 without loss. */
#ifndef DLC_HALF_H
#define DLC_HALF_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint16_t dlc_support_f64_to_f16(double value);
uint16_t dlc_support_f64_to_bf16(double value);
float dlc_support_f16_to_f32(uint16_t bits);

#ifdef __cplusplus
}
#endif
#endif
