// The sections of what goes forward through the layers, and what comes back.
#include "Report/Layers.h"

#include "Report/Html.h"
#include "Report/Svg.h"

#include <algorithm>
#include <cmath>

namespace dlc {

std::string distributionTable(const std::string &first, const std::vector<NamedDistribution> &rows) {
  const bool hasOthers =
      std::ranges::any_of(rows, [](const NamedDistribution &row) { return row.numbers.notFinite > 0; });
  std::vector<std::string> head{first,   "shape",    "norm",  "mean",        "deviation",
                                "least", "greatest", "zeros", "distribution"};
  if (hasOthers)
    head.push_back("not finite");
  std::vector<std::vector<std::string>> cells;
  for (const auto &[name, shape, numbers] : rows) {
    const std::vector<double> heights(numbers.bars.begin(), numbers.bars.end());
    const std::string bars =
        barChart(heights, "from " + decimal(numbers.least) + " to " + decimal(numbers.greatest));
    const std::int64_t all = numbers.count + numbers.notFinite;
    const double zeros = all > 0 ? static_cast<double>(numbers.zeros) / static_cast<double>(all) : 0;
    cells.push_back({escaped(name), escaped(toString(shape)), decimal(numbers.norm), decimal(numbers.mean),
                     decimal(numbers.deviation), decimal(numbers.least), decimal(numbers.greatest),
                     percent(zeros), bars});
    if (hasOthers)
      cells.back().push_back(std::to_string(numbers.notFinite));
  }
  return table(head, cells);
}

static std::string ofExamples(std::int64_t examples) {
  return examples == 1 ? "the first example" : "the first " + std::to_string(examples) + " examples";
}

void Report::addActivations(const std::vector<NamedDistribution> &layers, std::int64_t examples) {
  if (layers.empty())
    return;
  addSection("Activations", "<p>What the layers give for " + ofExamples(examples) +
                                ", from the input to the output.</p>\n" + distributionTable("layer", layers));
}

void Report::addGradients(const std::vector<NamedDistribution> &variables, std::int64_t examples) {
  if (variables.empty())
    return;
  Scatter norms;
  norms.title = "norm of the gradient, as a power of ten";
  norms.xLabel = "variables, from the input to the output; names where the pointer is";
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const auto &[name, shape, numbers] = variables[i];
    norms.dots.push_back({.x = static_cast<double>(i + 1),
                          .y = std::log10(numbers.norm),
                          .text = name + ": " + decimal(numbers.norm)});
  }
  addSection("Gradients", "<p>Derivatives of the loss of " + ofExamples(examples) + ".</p>\n" +
                              "<div class=\"charts\">\n" + scatterChart(norms) + "</div>\n" +
                              distributionTable("variable", variables));
}

} // namespace dlc
