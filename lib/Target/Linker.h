// lld as a subprocess: objects in memory in, one linked file in memory out. Private to the room.
#pragma once

#include "Target/Object.h"

#include <span>
#include <string>
#include <vector>

namespace dlc {

/// One relocatable file in which hidden symbols have become local.
Object linkRelocatable(std::span<const Object> objects);

/// A shared library of that soname, against libm, libc and perhaps libomp. Undefined symbols are errors.
Object linkShared(std::span<const Object> objects, const std::string &soname, bool openmp);

/// The C code that every library carries (Support/), compiled when dlc was built.
Object supportObject();

} // namespace dlc
