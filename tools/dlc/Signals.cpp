#include "Signals.h"

#include "dlc/Trainer.h"

#include <set>

namespace dlc {

std::string signalFunction(const Graph &graph) {
  for (const char *function : {"loss", "predict"})
    if (graph.hasFunction(function))
      return function;
  return "";
}

/// Results of an entry whose names end so, without that ending.
static std::vector<NamedDistribution> distributionsOf(Program program, const std::string &entry,
                                                      std::string_view suffix, const Dataset &dataset) {
  std::vector<NamedDistribution> rows;
  const std::optional<Outputs> results = collect(program, entry, dataset, dataset.size());
  for (const Outputs::Item &item : *results)
    if (item.name.ends_with(suffix))
      rows.push_back({item.name.substr(0, item.name.size() - suffix.size()), item.tensor.shape(),
                      Distribution(numbersOf(item.tensor))});
  return rows;
}

std::vector<NamedDistribution> activationsOf(const ModelOptions &model, const Graph &graph,
                                             const std::string &function, const Dataset &dataset,
                                             std::optional<std::uint64_t> seed) {
  Program program = compileLayers(graph, function, model.compileOptions(graph, Mode::predict));
  model.fill(program, seed);
  return distributionsOf(std::move(program), "layers", ".output", dataset);
}

std::vector<NamedDistribution> gradientsOf(const ModelOptions &model, const Graph &graph,
                                           const Dataset &dataset, std::optional<std::uint64_t> seed) {
  std::set<std::string> parameters;
  for (const VariableInfo &variable : graph.variables())
    if (variable.role == VariableRole::Parameter)
      parameters.insert(variable.tensor.name);
  if (!graph.hasFunction("loss") || parameters.empty())
    return {};
  Program program = compileGradient(graph, {.function = "loss"}, model.compileOptions(graph, Mode::predict));
  model.fill(program, seed);
  std::vector<NamedDistribution> rows = distributionsOf(std::move(program), "gradient", ".gradient", dataset);
  std::erase_if(rows, [&](const NamedDistribution &row) { return !parameters.contains(row.name); });
  return rows;
}

} // namespace dlc
