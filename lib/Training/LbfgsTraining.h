// A training without steps: L-BFGS on the loss of all examples.
#pragma once

#include "dlc/Trainer.h"

namespace dlc {

/// What Trainer::run does with TrainOptions::lbfgs. Each iteration is a step and an epoch to the hooks.
TrainResult trainByLbfgs(const Trainer &hooks, Program &program, const Dataset &dataset,
                         const TrainOptions &options);

} // namespace dlc
