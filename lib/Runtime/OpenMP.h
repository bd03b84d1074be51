// LLVM's OpenMP run time, looked up at run time, so that programs made for one thread run where none is
// installed.
#pragma once

#include "Support/Threads.h"

namespace dlc {

/// The functions of the OpenMP run time that is loaded into this process; null pointers if there is none.
/// Thread-safe.
dlc_openmp findOpenMP();

} // namespace dlc
