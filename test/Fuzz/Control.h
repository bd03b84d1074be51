// Bodies: scans, branches and loops around random ops, and calls of functions.
#pragma once

#include "Generator.h"

namespace dlc::fuzz {

void proposeScan(Generator &g);
void proposeIf(Generator &g);
void proposeLoop(Generator &g);
void proposeTraining(Generator &g);
void proposeCall(Generator &g);
/// Derivatives of a sum over some values with respect to others.
void proposeDerivative(Generator &g);

} // namespace dlc::fuzz
