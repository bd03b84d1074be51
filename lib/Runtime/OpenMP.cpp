// Finds OpenMP among the libraries that are loaded already; loads nothing.
#include "Runtime/OpenMP.h"

#include <dlfcn.h>
#include <initializer_list>

namespace dlc {

SetThreadCount findSetThreadCount() {
  const char *symbol = "omp_set_num_threads";
  // By name first: a library loaded RTLD_LOCAL brings its libomp along unseen, and the process may hold
  // another run time (libgomp) under the same symbol, which is not the one that compiled code calls.
  for (const char *library : {"libomp.so.5", "libomp.so"})
    if (void *handle = ::dlopen(library, RTLD_LAZY | RTLD_NOLOAD)) {
      void *address = ::dlsym(handle, symbol);
      // The reference that dlopen counted. Whoever loaded the library keeps it.
      ::dlclose(handle);
      if (address)
        return reinterpret_cast<SetThreadCount>(address);
    }
  return reinterpret_cast<SetThreadCount>(::dlsym(RTLD_DEFAULT, symbol));
}

} // namespace dlc
