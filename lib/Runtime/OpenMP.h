// The one call that compiled code's threads need. Looked up at run time, so that programs made for one thread
// run where no OpenMP is installed.
#pragma once

namespace dlc {

/// omp_set_num_threads of the OpenMP run time that is loaded into this process; null if there is none. It
/// sets the number for parallel regions that the calling thread starts. Thread-safe.
using SetThreadCount = void (*)(int);
SetThreadCount findSetThreadCount();

} // namespace dlc
