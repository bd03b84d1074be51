/* What the runtime core takes from <string.h> and <stdio.h> elsewhere: the core is freestanding C, for which
 * a C compiler needs no library but memcpy, memmove, memset and memcmp. */
#ifndef DLC_SUPPORT_TEXT_H
#define DLC_SUPPORT_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h> /* those four alone */

#ifdef __cplusplus
extern "C" {
#endif

size_t dlc_text_length(const char *text);
/* Whether two texts are the same. */
int dlc_text_equal(const char *a, const char *b);
/* Whether `count` bytes are the whole of a text. */
int dlc_text_is(const char *text, const void *bytes, size_t count);

/* Writes as snprintf does, at most `space` bytes with the zero behind them, of which there is one if there is
 * space. Returns how many bytes were written before it. Of conversions %c, %s, %.*s, %d, %u, %x with l or ll
 * and a width with zeros, and %%. */
size_t dlc_text_format(char *to, size_t space, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t dlc_text_format_list(char *to, size_t space, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

#ifdef __cplusplus
}
#endif
#endif
