// A search along a line for a point that satisfies the strong Wolfe conditions (Nocedal and Wright, Numerical
// Optimization, 2006, algorithms 3.5 and 3.6): the loss has fallen enough, and its slope is nearly flat.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace dlc {

/// A place on the line: how far from its start, and what is there.
struct LinePoint {
  double step = 0, loss = 0, slope = 0;
  std::vector<double> gradient;
};

struct LineSearchOptions {
  double sufficientDecrease = 1e-4; ///< of what the slope at the start promises
  double flatness = 0.9;            ///< of that slope, what may be left
  double shortest = 1e-9;           ///< of a bracket: no search goes on within it
  int evaluations = 25;             ///< after the first
};

/// Evaluates at `firstStep`, and from there on where it seems best. `start` has a negative slope. Where
/// nothing satisfies the conditions, the lowest point that was seen last, which may be the start.
LinePoint searchLine(const LinePoint &start, double firstStep,
                     const std::function<LinePoint(double step)> &evaluate,
                     const LineSearchOptions &options = {});

} // namespace dlc
