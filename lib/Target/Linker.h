// lld as a subprocess: objects in memory in, one linked file in memory out. Private to this library.
#pragma once

#include "Target/Object.h"

#include <span>
#include <string>
#include <vector>

namespace dlc {

/// One relocatable file in which hidden symbols have become local, but of WebAssembly, where they stay
/// hidden. Their names are kept with a sanitizer, whose reports show them.
Object linkRelocatable(std::span<const Object> objects, const TargetOptions &options);

/// A shared library of that soname, against libm, libc and perhaps libomp. Undefined symbols are errors,
/// unless they may be those of the run time of a sanitizer, which is the program's. Throws dlc::Error if the
/// target is another machine whose libraries are not here.
Object linkShared(std::span<const Object> objects, const std::string &soname, bool openmp,
                  const TargetOptions &options);

/// The C code that every library carries (Support/), compiled when dlc was built. Throws dlc::Error if it was
/// not, for this target. Freestanding: the form that needs no system.
Object supportObject(const TargetDescription &target, bool freestanding);

} // namespace dlc
