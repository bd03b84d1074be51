// Running sums of loss and metrics, weighted by examples: in double and in the order of the steps, so that a
// sum that was stored and taken up again ends in the same bits.
#pragma once

#include "Model/ModelContents.h"
#include "dlc/Trainer.h"

namespace dlc {

struct Sums {
  std::vector<ModelMetric> metrics; ///< the loss first; empty before the first step
  std::int64_t examples = 0;

  /// Means; NaN before the first step.
  Averages averages() const;
};

} // namespace dlc
