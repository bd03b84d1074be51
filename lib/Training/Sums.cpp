#include "Training/Sums.h"

#include <limits>

namespace dlc {

Averages Sums::averages() const {
  Averages result;
  result.examples = examples;
  result.loss = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const double mean = metrics[i].sum / static_cast<double>(examples);
    if (i == 0)
      result.loss = mean;
    else
      result.metrics.push_back({metrics[i].name, mean});
  }
  return result;
}

std::optional<double> Averages::find(std::string_view name) const {
  for (const Metric &metric : metrics)
    if (metric.name == name)
      return metric.value;
  return std::nullopt;
}

} // namespace dlc
