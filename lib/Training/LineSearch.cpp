// First steps that grow until a bracket holds a good point, then brackets that shrink. The safeguards are
// those of minFunc (Schmidt, 2005): a step grows at most tenfold, and a bracket loses at least a tenth every
// other time.
#include "Training/LineSearch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace dlc {
namespace {

/// The minimum of the cubic through losses and slopes of two points, within bounds; their middle if it has
/// none.
double cubicMinimum(const LinePoint &a, const LinePoint &b, double least, double most) {
  const LinePoint &left = a.step <= b.step ? a : b, &right = a.step <= b.step ? b : a;
  const double width = right.step - left.step;
  const double d1 = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step);
  const double square = d1 * d1 - left.slope * right.slope;
  if (square < 0)
    return (least + most) / 2;
  const double d2 = std::sqrt(square);
  const double minimum = right.step - width * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2));
  // A loss that is not finite gives no cubic. A straight line has its minimum at infinity.
  return std::isnan(minimum) ? (least + most) / 2 : std::clamp(minimum, least, most);
}

class LineSearch {
public:
  LineSearch(const LinePoint &start, const std::function<LinePoint(double)> &evaluate,
             const LineSearchOptions &options)
      : start(start), evaluateAt(evaluate), options(options) {}

  LinePoint run(double firstStep) {
    LinePoint before = start, now = evaluate(firstStep);
    for (;; ++extensions) {
      // The first extension is not compared with the point before it, only with the start.
      if (isTooHigh(now) || (extensions > 1 && now.loss >= before.loss))
        return shrink(std::move(before), std::move(now));
      if (isFlat(now))
        return now;
      if (now.slope >= 0)
        return shrink(std::move(before), std::move(now));
      if (extensions == options.evaluations)
        return start.loss <= now.loss ? start : now;
      const double next =
          cubicMinimum(before, now, now.step + 0.01 * (now.step - before.step), now.step * 10);
      before = std::exchange(now, evaluate(next));
    }
  }

private:
  LinePoint evaluate(double step) {
    LinePoint point = evaluateAt(step);
    if (!std::isfinite(point.loss) || !std::isfinite(point.slope))
      point.loss = point.slope = std::numeric_limits<double>::infinity(); // too far, in any case
    return point;
  }
  bool isTooHigh(const LinePoint &point) const {
    return point.loss > start.loss + options.sufficientDecrease * point.step * start.slope;
  }
  bool isFlat(const LinePoint &point) const {
    return std::fabs(point.slope) <= -options.flatness * start.slope;
  }

  LinePoint shrink(LinePoint first, LinePoint second) {
    LinePoint *low = &first, *high = &second;
    if (low->loss > high->loss)
      std::swap(low, high);
    bool wasNearEnd = false;
    for (int left = options.evaluations - extensions; left > 0; --left) {
      const double least = std::min(first.step, second.step), most = std::max(first.step, second.step);
      if (most - least < options.shortest)
        break;
      double step = cubicMinimum(first, second, least, most);
      const double margin = 0.1 * (most - least);
      const bool isNearEnd = std::min(most - step, step - least) < margin;
      if (isNearEnd && (wasNearEnd || step >= most || step <= least)) {
        step = most - step < step - least ? most - margin : least + margin;
        wasNearEnd = false;
      } else {
        wasNearEnd = isNearEnd;
      }
      LinePoint point = evaluate(step);
      if (isTooHigh(point) || point.loss >= low->loss) {
        *high = std::move(point);
        if (low->loss > high->loss)
          std::swap(low, high);
        continue;
      }
      const bool isDone = isFlat(point);
      if (!isDone && point.slope * (high->step - low->step) >= 0)
        *high = std::move(*low);
      *low = std::move(point);
      if (isDone)
        break;
    }
    return std::move(*low);
  }

  const LinePoint &start;
  const std::function<LinePoint(double)> &evaluateAt;
  const LineSearchOptions &options;
  int extensions = 0;
};

} // namespace

LinePoint searchLine(const LinePoint &start, double firstStep,
                     const std::function<LinePoint(double step)> &evaluate,
                     const LineSearchOptions &options) {
  return LineSearch(start, evaluate, options).run(firstStep);
}

} // namespace dlc
