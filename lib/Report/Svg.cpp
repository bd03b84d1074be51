#include "Report/Svg.h"

#include "Report/Html.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace dlc {
namespace {

constexpr std::array<const char *, 10> colours = {"#2b6cb0", "#c05621", "#2f855a", "#805ad5", "#b83280",
                                                  "#718096", "#d69e2e", "#000000", "#0bc5ea", "#e53e3e"};
constexpr double left = 60, top = 34, width = 380, height = 220, right = 16, bottom = 44;

using Labels = std::function<std::string(double)>;

/// A side of the chart: numbers to places.
struct Axis {
  double low, high, from, to;

  double at(double value) const { return from + (value - low) / (high - low) * (to - from); }

  /// Whether labels at these numbers, in ascending order, do not touch each other.
  bool holds(const std::vector<double> &ticks, const Labels &labelOf) const {
    constexpr double halfLetter = 3.2, gap = 6; // of text in size 11, not measured
    for (std::size_t i = 1; i < ticks.size(); ++i) {
      const auto letters = static_cast<double>(labelOf(ticks[i - 1]).size() + labelOf(ticks[i]).size());
      if (at(ticks[i]) - at(ticks[i - 1]) < halfLetter * letters + gap)
        return false;
    }
    return true;
  }

  /// Every second, third, … of these, so that labels have their place.
  std::vector<double> thinned(const std::vector<double> &ticks, const Labels &labelOf) const {
    for (std::size_t every = 1;; ++every) {
      std::vector<double> some;
      for (std::size_t i = 0; i < ticks.size(); i += every)
        some.push_back(ticks[i]);
      if (some.size() < 2 || holds(some, labelOf))
        return some;
    }
  }

  /// Of numbers that are powers of ten of what the labels say: as many round ones as have their place.
  std::vector<double> logTicks(const Labels &labelOf) const {
    using Digits = std::vector<double>;
    for (const Digits &digits :
         {Digits{1, 2, 3, 4, 5, 6, 7, 8, 9}, Digits{1, 2, 5}, Digits{1, 3}, Digits{1}}) {
      std::vector<double> ticks;
      for (double power = std::floor(low); power <= high; ++power)
        for (const double digit : digits)
          if (const double tick = power + std::log10(digit); tick >= low - 1e-9 && tick <= high + 1e-9)
            ticks.push_back(tick);
      if (ticks.size() >= 3 && holds(ticks, labelOf))
        return ticks;
      if (digits.size() == 1 && ticks.size() >= 3)
        return thinned(ticks, labelOf);
    }
    // Less than a decade: round numbers of another step.
    std::vector<double> ticks;
    for (const double value : Axis{std::pow(10, low), std::pow(10, high), from, to}.ticks())
      ticks.push_back(std::log10(value));
    return thinned(ticks, labelOf);
  }

  /// Three to eight round numbers.
  std::vector<double> ticks() const {
    double step = std::pow(10, std::floor(std::log10(high - low)));
    for (const double part : {1.0, 0.5, 0.2, 0.1})
      if ((high - low) / (step * part) >= 3) {
        step *= part;
        break;
      }
    std::vector<double> result;
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i)
      result.push_back(i * step);
    return result;
  }
};

std::string place(double value) { return decimal(std::round(value * 10) / 10, 6); }

std::string text(double x, double y, const char *anchor, const std::string &contents, int size = 11) {
  return "<text x=\"" + place(x) + "\" y=\"" + place(y) + "\" text-anchor=\"" + anchor + "\" font-size=\"" +
         std::to_string(size) + "\">" + escaped(contents) + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const char *colour) {
  return "<line x1=\"" + place(x1) + "\" y1=\"" + place(y1) + "\" x2=\"" + place(x2) + "\" y2=\"" +
         place(y2) + "\" stroke=\"" + colour + "\"/>\n";
}

/// Of all finite points, with a little room; of one value alone, around it.
std::pair<double, double> rangeOf(const std::vector<Curve> &curves, bool ofX) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Curve &curve : curves)
    for (const auto &[x, y] : curve.points)
      if (std::isfinite(x) && std::isfinite(y)) {
        low = std::min(low, ofX ? x : y);
        high = std::max(high, ofX ? x : y);
      }
  if (low > high)
    return {0, 1};
  if (low == high) {
    const double around = low != 0 ? std::abs(low) * 0.1 : 1;
    return {low - around, high + around};
  }
  return ofX ? std::pair(low, high) : std::pair(low - 0.04 * (high - low), high + 0.04 * (high - low));
}

std::string drawCurve(const Curve &curve, const Axis &x, const Axis &y, const char *colour) {
  // More points than this could not be told apart.
  constexpr std::size_t most = 1000, fewest = 40;
  const std::size_t every = (curve.points.size() + most - 1) / most;
  std::string path, marks;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const auto &[px, py] = curve.points[i];
    if (!std::isfinite(px) || !std::isfinite(py) ||
        (every > 1 && i % every != 0 && i + 1 != curve.points.size()))
      continue;
    path += (path.empty() ? "" : " ") + place(x.at(px)) + "," + place(y.at(py));
    if (curve.points.size() <= fewest)
      marks += "<circle cx=\"" + place(x.at(px)) + "\" cy=\"" + place(y.at(py)) + "\" r=\"2.5\" fill=\"" +
               colour + "\"><title>" + escaped(curve.name + ": " + decimal(py, 6) + " at " + decimal(px, 9)) +
               "</title></circle>\n";
  }
  return "<polyline fill=\"none\" stroke=\"" + std::string(colour) + "\" stroke-width=\"1.5\" points=\"" +
         path + "\"/>\n" + marks;
}

/// A chart without what is drawn in it: axes, of which `labelOf` names the ticks of x.
std::string frame(const std::string &title, const std::string &xLabel, const Axis &x, const Axis &y,
                  double legend, const std::vector<double> &ticks, const Labels &labelOf) {
  const double allWidth = left + width + right, allHeight = top + height + bottom + legend;
  std::string result =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + place(allWidth) + "\" height=\"" +
      place(allHeight) + "\" viewBox=\"0 0 " + place(allWidth) + " " + place(allHeight) +
      "\" font-family=\"system-ui, sans-serif\" role=\"img\" aria-label=\"" + escaped(title) + "\">\n";
  result += text(left, 20, "start", title, 14);
  for (const double tick : y.ticks()) {
    result += line(left, y.at(tick), left + width, y.at(tick), "#e2e8f0");
    result += text(left - 6, y.at(tick) + 4, "end", decimal(tick, 5));
  }
  for (const double tick : ticks)
    result += text(x.at(tick), top + height + 16, "middle", labelOf(tick));
  result += line(left, top + height, left + width, top + height, "#a0aec0");
  return result + text(left + width / 2, top + height + 34, "middle", xLabel);
}

} // namespace

std::string lineChart(const std::string &title, const std::string &xLabel, const std::vector<Curve> &curves) {
  const auto [lowX, highX] = rangeOf(curves, true);
  const auto [lowY, highY] = rangeOf(curves, false);
  const Axis x{lowX, highX, left, left + width}, y{lowY, highY, top + height, top};
  const double legend = curves.size() > 1 ? 18.0 * static_cast<double>(curves.size()) : 0;
  const Labels labelOf = [](double tick) { return decimal(tick, 9); };
  std::string result = frame(title, xLabel, x, y, legend, x.thinned(x.ticks(), labelOf), labelOf);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const char *colour = colours[i % colours.size()];
    result += drawCurve(curves[i], x, y, colour);
    if (curves.size() > 1) {
      const double at = top + height + bottom + 18.0 * static_cast<double>(i);
      result +=
          line(left, at + 5, left + 18, at + 5, colour) + text(left + 24, at + 9, "start", curves[i].name);
    }
  }
  return result + "</svg>\n";
}

std::string scatterChart(const Scatter &scatter) {
  Curve all;
  for (const Dot &dot : scatter.dots)
    all.points.emplace_back(scatter.isLog ? std::log10(dot.x) : dot.x, dot.y);
  auto [lowX, highX] = rangeOf({all}, true);
  const auto [lowY, highY] = rangeOf({all}, false);
  std::vector<double> ticks;
  if (!scatter.names.empty()) {
    lowX = -0.5;
    highX = static_cast<double>(scatter.names.size()) - 0.5;
    for (std::size_t i = 0; i < scatter.names.size(); ++i)
      ticks.push_back(static_cast<double>(i));
  }
  const Axis x{lowX, highX, left, left + width}, y{lowY, highY, top + height, top};
  const Labels labelOf = [&](double tick) {
    if (!scatter.names.empty())
      return scatter.names[static_cast<std::size_t>(tick)];
    return decimal(scatter.isLog ? std::pow(10, tick) : tick, scatter.isLog ? 3 : 6);
  };
  if (scatter.names.empty())
    ticks = scatter.isLog ? x.logTicks(labelOf) : x.thinned(x.ticks(), labelOf);
  std::string result = frame(scatter.title, scatter.xLabel, x, y, 0, ticks, labelOf);
  for (std::size_t i = 0; i < scatter.dots.size(); ++i) {
    const Dot &dot = scatter.dots[i];
    const double at = all.points[i].first;
    if (!std::isfinite(at) || !std::isfinite(dot.y))
      continue;
    result += "<circle cx=\"" + place(x.at(at)) + "\" cy=\"" + place(y.at(dot.y)) + "\" r=\"" +
              (dot.stands ? "5" : "3.5") + "\" " + (dot.isHollow ? "fill=\"none\" stroke" : "fill") + "=\"" +
              colours[dot.stands ? 1 : 0] + "\" opacity=\"0.75\"><title>" + escaped(dot.text) +
              "</title></circle>\n";
  }
  return result + "</svg>\n";
}

std::string sideBySide(const std::vector<std::string> &charts) {
  const double each = left + width + right, allHeight = top + height + bottom;
  const double all = each * static_cast<double>(charts.size());
  std::string result = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + place(all) + "\" height=\"" +
                       place(allHeight) + "\" viewBox=\"0 0 " + place(all) + " " + place(allHeight) + "\">\n";
  for (std::size_t i = 0; i < charts.size(); ++i)
    result += "<g transform=\"translate(" + place(each * static_cast<double>(i)) + ",0)\">\n" + charts[i] +
              "</g>\n";
  return result + "</svg>\n";
}

std::string barChart(const std::vector<double> &heights, const std::string &description) {
  constexpr double bar = 4, most = 24;
  const double highest = std::max(*std::ranges::max_element(heights), 1e-300);
  std::string result = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
                       place(bar * static_cast<double>(heights.size())) + "\" height=\"" + place(most) +
                       "\" role=\"img\"><title>" + escaped(description) + "</title>";
  for (std::size_t i = 0; i < heights.size(); ++i) {
    const double size = most * heights[i] / highest;
    result += "<rect x=\"" + place(bar * static_cast<double>(i)) + "\" y=\"" + place(most - size) +
              "\" width=\"" + place(bar - 0.5) + "\" height=\"" + place(size) + "\" fill=\"#2b6cb0\"/>";
  }
  return result + "</svg>";
}

} // namespace dlc
