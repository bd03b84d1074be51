// The C functions of a library as LLVM IR: each packs its arguments and calls Support, which is the same for
// all models.
#pragma once

#include "Model/Manifest.h"
#include "Target/DataObject.h"
#include "Target/Object.h"

namespace dlc {

/// An object with the Program and every function of cHeader(manifest); the only one of a library that exports
/// symbols. Large initial values and constants are listed in `apart`, for an object of their own, where the
/// format of objects has one. Throws dlc::Error if the manifest breaks a rule.
Object emitFaceObject(const Manifest &manifest, const TargetOptions &options, std::vector<DataBlob> &apart);

} // namespace dlc
