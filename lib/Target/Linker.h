// lld as a subprocess: objects in memory in, one linked file out. Private to this library.
#pragma once

#include "Model/AtomicFile.h"
#include "Target/DataObject.h"
#include "Target/Object.h"

#include <span>
#include <string>
#include <vector>

namespace dlc {

/// What is linked.
struct LinkerInputs {
  std::vector<Object> objects;
  std::vector<DataBlob> data; ///< large, and written as they are
};

/// One relocatable file in which hidden symbols have become local, but of WebAssembly, where they stay
/// hidden. Their names are kept with a sanitizer, whose reports show them.
Object linkRelocatable(const LinkerInputs &inputs, const TargetOptions &options);

/// Writes a shared library of that soname into a file, against libm, libc and perhaps libomp. Undefined
/// symbols are errors, unless they may be those of the run time of a sanitizer, which is the program's.
/// Throws dlc::Error if the target is another machine whose libraries are not here.
void linkShared(const LinkerInputs &inputs, const std::string &soname, bool openmp,
                const TargetOptions &options, AtomicFile &file);

/// The C code that every library carries (Support/), compiled when dlc was built. Throws dlc::Error if it was
/// not, for this target. Freestanding: the form that needs no system.
Object supportObject(const TargetDescription &target, bool freestanding);

} // namespace dlc
