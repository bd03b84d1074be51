// How far results of several trainings lie apart.
#pragma once

#include "dlc/Trainer.h"

namespace dlc {

/// A metric over several results.
struct MetricSpread {
  std::string name;
  double mean = 0;
  double deviation = 0; ///< from a sample (over n - 1); 0 for a single result
};

/// Of the loss and of all metrics of the first result; the others must have them, too.
std::vector<MetricSpread> spreadsOf(const std::vector<Averages> &results);

/// As people read it: accuracies in percent.
std::string numberText(const std::string &name, double value);

} // namespace dlc
