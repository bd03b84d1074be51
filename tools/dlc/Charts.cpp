#include "Charts.h"
#include "Models.h"

#include "Report/Distribution.h"
#include "Report/Svg.h"

namespace dlc {
namespace {

struct Target {
  std::string path, form; ///< the latter empty: curves
};

Target targetOf(const std::string &file) {
  const std::size_t bracket = file.rfind('(');
  if (file.ends_with(".svg") || bracket == file.npos)
    return {file, ""};
  return {file.substr(0, bracket), file.substr(bracket + 1, file.size() - bracket - 2)};
}

std::vector<double> numbersOf(const Tensor &tensor) {
  return visitType(tensor.dtype(), [&]<typename T>(T) {
    std::vector<double> numbers;
    for (const T value : tensor.values<T>())
      if constexpr (std::is_arithmetic_v<T>)
        numbers.push_back(static_cast<double>(value));
      else // narrow floats are known to f32 alone
        numbers.push_back(static_cast<double>(static_cast<float>(value)));
    return numbers;
  });
}

std::string curves(const std::string &name, const Tensor &tensor, const std::vector<double> &numbers) {
  const auto count = static_cast<std::size_t>(tensor.shape().back());
  std::vector<Curve> rows(numbers.size() / count);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    rows[i / count].points.emplace_back(static_cast<double>(i % count), numbers[i]);
  for (std::size_t row = 0; row < rows.size(); ++row)
    rows[row].name = rows.size() == 1 ? name : std::to_string(row);
  return lineChart(name, "index", rows);
}

std::string points(const std::string &name, const std::vector<double> &numbers) {
  Scatter scatter{name, name + "[:, 0]", false, {}, {}};
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
    scatter.dots.push_back({numbers[i], numbers[i + 1], std::to_string(i / 2)});
  return scatterChart(scatter);
}

/// Steps, from one border of an interval to the next.
std::string histogram(const std::string &name, const std::vector<double> &numbers) {
  const Distribution all(numbers);
  Curve curve{name, {}};
  const double width = (all.greatest - all.least) / static_cast<double>(all.bars.size());
  for (std::size_t bar = 0; bar < all.bars.size(); ++bar)
    for (const std::size_t border : {bar, bar + 1})
      curve.points.emplace_back(all.least + width * static_cast<double>(border),
                                static_cast<double>(all.bars[bar]));
  return lineChart(name + ": elements in each of " + std::to_string(all.bars.size()) + " intervals", name,
                   {curve});
}

} // namespace

bool isChart(const std::string &file) {
  return file.ends_with(".svg") || (file.ends_with(')') && targetOf(file).path.ends_with(".svg"));
}

void writeChart(const std::string &file, const std::string &name, const Tensor &tensor) {
  const auto [path, form] = targetOf(file);
  const auto wants = [&](bool isRight, const char *what) {
    if (!isRight)
      throw Error(file + ": " + what + ", and the result is " + nameOf(tensor.dtype()) + " " +
                  toString(tensor.shape()));
  };
  constexpr std::int64_t mostCurves = 12;
  const std::vector<double> numbers = numbersOf(tensor);
  const std::size_t rank = tensor.rank();
  std::string chart;
  if (form.empty()) {
    wants(
        !tensor.empty() && (rank == 1 || (rank == 2 && tensor.dim(0) <= mostCurves)),
        "curves are drawn of [N], or of [K, N] with up to 12 of them; FILE.svg(scatter) draws points [N, 2], "
        "FILE.svg(histogram) anything");
    chart = curves(name, tensor, numbers);
  } else if (form == "scatter") {
    wants(rank == 2 && tensor.dim(1) == 2 && !tensor.empty(), "points are drawn of [N, 2]");
    chart = points(name, numbers);
  } else if (form == "histogram") {
    wants(!tensor.empty(), "there are no elements");
    chart = histogram(name, numbers);
  } else {
    throw Error(file + ": a chart is FILE.svg, FILE.svg(scatter) or FILE.svg(histogram), not '" + form + "'");
  }
  printOrWrite(sideBySide({chart}), path);
}

} // namespace dlc
