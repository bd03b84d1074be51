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

/// A point of a scatter chart; `text` is shown where the pointer is.
struct Dot {
  double x, y;
  std::string text;
  bool stands = false;   ///< out
  bool isHollow = false; ///< of another kind than the others
};

struct Scatter {
  std::string title, xLabel;
  bool isLog = false;             ///< of x
  std::vector<std::string> names; ///< of x = 0, 1, …, where x is no number
  std::vector<Dot> dots;          ///< what is not finite is left out
};

std::string scatterChart(const Scatter &scatter);

/// Charts beside each other, as one file.
std::string sideBySide(const std::vector<std::string> &charts);

/// Bars of equal width, for a line of a table; `description` is shown where the pointer is.
std::string barChart(const std::vector<double> &heights, const std::string &description);

} // namespace dlc
