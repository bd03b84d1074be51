// Finds OpenMP among the libraries that are loaded already; loads nothing.
#include "Runtime/OpenMP.h"

#include <dlfcn.h>
#include <initializer_list>

namespace dlc {

template <typename Function> static void look(void *library, const char *symbol, Function &function) {
  function = reinterpret_cast<Function>(::dlsym(library, symbol));
}

static dlc_openmp lookIn(void *library) {
  dlc_openmp found;
  look(library, "omp_set_num_threads", found.set_threads);
  look(library, "omp_get_max_threads", found.max_threads);
  look(library, "kmp_set_blocktime", found.set_blocktime);
  look(library, "kmp_get_blocktime", found.blocktime);
  return found;
}

dlc_openmp findOpenMP() {
  // By name first: a library loaded RTLD_LOCAL brings its libomp along unseen, and the process may hold
  // another run time (libgomp) under the same symbols, which is not the one that compiled code calls.
  for (const char *name : {"libomp.so.5", "libomp.so"})
    if (void *library = ::dlopen(name, RTLD_LAZY | RTLD_NOLOAD)) {
      const dlc_openmp found = lookIn(library);
      // The reference that dlopen counted. Whoever loaded the library keeps it.
      ::dlclose(library);
      if (found.set_threads)
        return found;
    }
  return lookIn(RTLD_DEFAULT);
}

} // namespace dlc
