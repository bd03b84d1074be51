// What L-BFGS remembers, in a checkpoint: segments of the optimizer, beside those of the program's variables.
#pragma once

#include "Model/ModelFile.h"
#include "dlc/Lbfgs.h"

namespace dlc {

/// Their bytes are the state's.
std::vector<ModelSegment> segmentsOf(const LbfgsState &state);

/// The state that a checkpoint holds. Throws Error if it lacks any of it, or is damaged there.
LbfgsState readLbfgsState(const ModelFile &file);

} // namespace dlc
