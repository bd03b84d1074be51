#include "Text.h"

size_t dlc_text_length(const char *text) {
  size_t length = 0;
  while (text[length])
    ++length;
  return length;
}

int dlc_text_equal(const char *a, const char *b) {
  while (*a && *a == *b)
    ++a, ++b;
  return *a == *b;
}

int dlc_text_is(const char *text, const void *bytes, size_t count) {
  return dlc_text_length(text) == count && memcmp(text, bytes, count) == 0;
}

/* Where text goes. What does not fit is left out. */
typedef struct place {
  char *next, *end;
} place;

static void put(place *to, char c) {
  if (to->next < to->end)
    *to->next++ = c;
}

/* `width`: with so many zeros in front that there are so many digits. */
static void put_number(place *to, unsigned long long number, unsigned base, int width) {
  char digits[24];
  int count = 0;
  do
    digits[count++] = "0123456789abcdef"[number % base];
  while (number /= base);
  while (width-- > count)
    put(to, '0');
  while (count)
    put(to, digits[--count]);
}

size_t dlc_text_format_list(char *text, size_t space, const char *format, va_list arguments) {
  place to = {text, space ? text + space - 1 : text};
  for (; *format; ++format) {
    if (*format != '%') {
      put(&to, *format);
      continue;
    }
    int width = 0, is_long = 0, limit = -1;
    while (*++format >= '0' && *format <= '9')
      width = 10 * width + (*format - '0');
    if (*format == '.' && format[1] == '*') {
      limit = va_arg(arguments, int);
      format += 2;
    }
    for (; *format == 'l'; ++format)
      ++is_long;
    if (*format == 's') {
      const char *s = va_arg(arguments, const char *);
      for (; limit && *s; --limit)
        put(&to, *s++);
    } else if (*format == 'd') {
      const long long value = is_long > 1 ? va_arg(arguments, long long)
                              : is_long   ? va_arg(arguments, long)
                                          : va_arg(arguments, int);
      if (value < 0)
        put(&to, '-');
      put_number(&to, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value, 10, width);
    } else if (*format == 'u' || *format == 'x') {
      const unsigned long long value = is_long > 1 ? va_arg(arguments, unsigned long long)
                                       : is_long   ? va_arg(arguments, unsigned long)
                                                   : va_arg(arguments, unsigned);
      put_number(&to, value, *format == 'x' ? 16 : 10, width);
    } else {
      put(&to, *format == 'c' ? (char)va_arg(arguments, int) : *format);
    }
  }
  if (space)
    *to.next = '\0';
  return (size_t)(to.next - text);
}

size_t dlc_text_format(char *to, size_t space, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t written = dlc_text_format_list(to, space, format, arguments);
  va_end(arguments);
  return written;
}
