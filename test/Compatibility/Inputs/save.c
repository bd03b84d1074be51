/* Loads weights from the first file, saves them to the second, and loads that, with a compiled library. */
#include "libupgraded.h"

#include <stdio.h>

int main(int count, char **arguments) {
  old_model *model = NULL;
  if (count != 3 || old_create(&model) || old_load(model, arguments[1]) || old_save(model, arguments[2]) ||
      old_load(model, arguments[2])) {
    puts(old_message(model));
    return 1;
  }
  old_destroy(model);
  return 0;
}
