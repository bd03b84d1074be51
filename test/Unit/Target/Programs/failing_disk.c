/* argv[1]: a file that the model was saved to; saving again runs into a limit, and the file stays as it was.
 */
#define _POSIX_C_SOURCE 200809L
#include "Check.h"
#include "tiny.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

int main(int argc, char **argv) {
  tiny_model *model;
  struct rlimit limit = {200, 200};
  CHECK(argc == 2);
  CHECK(tiny_create(&model) == TINY_OK);
  CHECK(tiny_load(model, argv[1]) == TINY_OK);
  CHECK(tiny_init(model, 1000) == TINY_OK);
  signal(SIGXFSZ, SIG_IGN);
  CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  CHECK(tiny_save(model, argv[1]) == TINY_ERROR_SYSTEM);
  CHECK(strstr(tiny_message(model), "cannot write") != NULL);
  CHECK(tiny_load(model, argv[1]) == TINY_OK);
  tiny_destroy(model);
  return 0;
}
