/* LLVM's OpenMP run time as it is linked into a compiled model: if the code is parallel; else nothing of
 * these names is linked. */
#include "Support.h"

__attribute__((weak)) extern void omp_set_num_threads(int count);
__attribute__((weak)) extern int omp_get_max_threads(void);
__attribute__((weak)) extern void kmp_set_blocktime(int milliseconds);
__attribute__((weak)) extern int kmp_get_blocktime(void);

dlc_openmp dlc_support_linked_openmp(void) {
  return (dlc_openmp){omp_set_num_threads, omp_get_max_threads, kmp_set_blocktime, kmp_get_blocktime};
}
