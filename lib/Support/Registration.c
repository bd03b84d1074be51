/* LLVM's OpenMP run time keeps a small shared file with the number of its process in the name, by which it
 * sees whether it is loaded twice. A process that is killed between making that file and giving it a length
 * leaves an empty one, and a later process of the same number dies of SIGBUS when it reads it. Numbers come
 * round after some ten thousand processes. Names: __kmp_register_library_startup of LLVM's openmp. */
#include "Threads.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void dlc_support_remove_abandoned_registration(void) {
  char name[64];
  struct stat status;
  snprintf(name, sizeof(name), "/dev/shm/__KMP_REGISTERED_LIB_%d_%d", (int)getpid(), (int)getuid());
  if (lstat(name, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
    unlink(name);
}
