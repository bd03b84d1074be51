#include "GradientGraph.h"

#include "Table.h"

#include <algorithm>
#include <sstream>

namespace dlc {
namespace {
const std::string suffix = ".gradient";

bool isGradient(const std::string &name) { return name.ends_with(suffix); }

/// An input or a variable, whose value is no result.
const Tensor &valueOf(const std::string &name, const GivenInputs &given, const Program &program) {
  for (std::size_t i = 0; i < given.values.size(); ++i)
    if (given.values[i].name == name)
      return given.tensors[i];
  return program.variable(name);
}

/// The first elements.
std::string textOf(const Tensor &tensor) {
  constexpr std::size_t most = 4;
  std::ostringstream text;
  const std::vector<double> numbers = firstNumbersOf(tensor, most);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    text << (i ? " " : "") << numbers[i];
  if (static_cast<std::size_t>(tensor.size()) > most)
    text << " …";
  return text.str();
}
} // namespace

void printGradientGraph(const Outputs &results, const GivenInputs &given, const Program &program,
                        std::ostream &out) {
  Table table({Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::right});
  table.row({"node", "", "value", "gradient"});
  table.rule();
  const auto find = [&](const std::string &name) {
    return std::ranges::find(results, name, &Outputs::Item::name);
  };
  const auto show = [&](const std::string &name, const Tensor &value) {
    const auto gradient = find(name + suffix);
    const std::string type =
        value.rank() == 0 ? "" : std::string(nameOf(value.dtype())) + " " + toString(value.shape());
    table.row({name, type, textOf(value), gradient == results.end() ? "" : textOf(gradient->tensor)});
  };
  for (const Outputs::Item &item : results)
    if (isGradient(item.name)) {
      const std::string name = item.name.substr(0, item.name.size() - suffix.size());
      if (find(name) == results.end())
        show(name, valueOf(name, given, program));
    }
  // Of the results, nodes alone are equations.
  for (const Outputs::Item &item : results)
    if (!isGradient(item.name) && item.name.find(" = ") != item.name.npos)
      show(item.name, item.tensor);
  table.print(out);
}

} // namespace dlc
