#include "Training/Spread.h"

#include <cmath>
#include <cstdio>

namespace dlc {

static MetricSpread spreadOf(const std::string &name, const std::vector<double> &values) {
  const auto count = static_cast<double>(values.size());
  MetricSpread spread{name};
  for (const double value : values)
    spread.mean += value / count;
  double squares = 0;
  for (const double value : values)
    squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
  return spread;
}

std::vector<MetricSpread> spreadsOf(const std::vector<Averages> &results) {
  std::vector<MetricSpread> spreads;
  std::vector<double> values;
  for (const Averages &result : results)
    values.push_back(result.loss);
  spreads.push_back(spreadOf("loss", values));
  for (const Metric &metric : results.front().metrics) {
    values.clear();
    for (const Averages &result : results)
      values.push_back(result.find(metric.name).value());
    spreads.push_back(spreadOf(metric.name, values));
  }
  return spreads;
}

std::string numberText(const std::string &name, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), name == "accuracy" ? "%.2f %%" : "%.4g",
                name == "accuracy" ? value * 100 : value);
  return text;
}

} // namespace dlc
