// Charts as SVG elements.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dlc {

struct Curve {
  std::string name;
  std::vector<std::pair<double, double>> points; ///< in the order of x; what is not finite is left out
};

/// Curves over one pair of axes, with a legend if there are several.
std::string lineChart(const std::string &title, const std::string &xLabel, const std::vector<Curve> &curves);

/// Bars of equal width, for a line of a table; `description` is shown where the pointer is.
std::string barChart(const std::vector<double> &heights, const std::string &description);

} // namespace dlc
